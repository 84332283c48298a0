/** `npm test`: makes the clone ready, then runs all four tiers. Arguments go to vitest: `npm test -- -t "two fresh"`. */
import { ensure, ROOT } from "./ensure.mjs";

await ensure();
process.chdir(ROOT);
const args = process.argv.slice(2);
process.stdout.write(
  `Running the tests: unit, integration (real Postgres, both queue backends), e2e (real processes), browser (Chromium)${args.length > 0 ? `, with ${args.join(" ")}` : ""}\n`,
);
// vitest reads its arguments as its own command would get them, and this process becomes that command.
process.argv = [process.execPath, "vitest", "run", ...args];
await import(new URL("../node_modules/vitest/vitest.mjs", import.meta.url).href);
