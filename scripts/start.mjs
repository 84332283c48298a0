/** `npm start`: makes the clone ready, then starts everything in this same process, so that signals reach it directly. */
import { ensure, ROOT } from "./ensure.mjs";

await ensure();
process.chdir(ROOT);
// By a URL made now: the file is there only since the build.
await import(new URL("../dist/tools/run/start/main.js", import.meta.url).href);
