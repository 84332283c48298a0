/**
 * Builds the web console into `dist/console`, where the gateway looks for it. Says nothing and does nothing when no
 * source has changed since the last build, because every other script builds first.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const CONFIG = "apps/console/vite.config.ts";
const SOURCES = [
  "apps/console",
  "libs/client/src",
  "libs/stream-client/src",
  "data/manifests/full.jsonl",
  "package-lock.json",
];
const STAMP = path.join(ROOT, "dist/console/.built");

const hash = createHash("sha256");
for (const file of SOURCES.flatMap(filesOf).toSorted()) {
  if (file.endsWith(".spec.ts")) continue;
  hash.update(`${file}\n`).update(readFileSync(path.join(ROOT, file)));
}
const fingerprint = hash.digest("hex");

if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== fingerprint) {
  const { build } = await import("vite");
  await build({ configFile: path.join(ROOT, CONFIG), logLevel: "warn" });
  writeFileSync(STAMP, fingerprint);
}

/**
 * @param {string} name of a file or a folder
 * @returns {string[]}
 */
function filesOf(name) {
  if (path.extname(name) !== "") return [name];
  return readdirSync(path.join(ROOT, name), { withFileTypes: true }).flatMap((entry) => {
    const below = path.join(name, entry.name);
    return entry.isDirectory() ? filesOf(below) : [below];
  });
}
