/**
 * Makes the client a package of its own, `dist/client-package`, and packs it as `npm pack` does: the compiled client and
 * the stream client beside it, the types of what they send and get, the README and the examples.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const PACKAGE = path.join(ROOT, "dist/client-package");
const project =
  /** @type {{ version: string, dependencies: Record<string, string>, devDependencies: Record<string, string> }} */ (
    JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"))
  );

rmSync(PACKAGE, { recursive: true, force: true });
mkdirSync(PACKAGE, { recursive: true });
const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
run(process.execPath, [tsc, "-p", path.join(ROOT, "libs/client/tsconfig.package.json")], ROOT);
for (const name of ["README.md", "examples"])
  cpSync(path.join(ROOT, "libs/client", name), path.join(PACKAGE, name), { recursive: true });

/** @param {string} library */
const entry = (library) => ({
  types: `./libs/${library}/src/index.d.ts`,
  default: `./libs/${library}/src/index.js`,
});
const manifest = {
  name: "@assay/client",
  version: project.version,
  description: "The typed client of Assay's REST API and stream, for Node and browsers.",
  license: "UNLICENSED",
  type: "module",
  sideEffects: false,
  exports: { ".": entry("client") },
  imports: { "#stream-client": entry("stream-client"), "#contracts": entry("contracts") },
  // Of the contracts the types alone are needed.
  files: ["libs/client", "libs/stream-client", "libs/contracts/**/*.d.ts", "examples"],
  dependencies: {
    "openapi-fetch": project.devDependencies["openapi-fetch"],
    zod: project.dependencies["zod"],
  },
  engines: { node: ">=20" },
};
writeFileSync(path.join(PACKAGE, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
run("npm", ["pack", "--silent"], PACKAGE);

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
