import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { startChild } from "./child.js";
import { isPassable, makeOpenFolder, openFolderFor, StackError, type User } from "./folders.js";
import { hostEnvironment } from "./host-environment.js";
import type { PostgresBinaries } from "./postgres-binaries.js";
import { isRunning, worksIn } from "./process-info.js";
import { waitFor } from "./wait-for.js";

type Log = (line: string) => void;

/** The name of the database user who owns everything. */
export const DATABASE_USER = "assay";

export const clusterFolder = (dataDir: string) => path.join(dataDir, "cluster");
const passwordFile = (dataDir: string) => path.join(dataDir, "password");
const pidFile = (dataDir: string) => path.join(clusterFolder(dataDir), "postmaster.pid");

/**
 * The folder that really holds the data, and who runs the server: the wanted one, or for root, when Postgres' user cannot
 * get there, one that it can reach. Data that is already in one of the two decides, and so does its owner: root may start
 * what a user has made.
 */
export function placeData(
  wanted: string,
  user: User | undefined,
  log: Log,
): { dataDir: string; owner: User | undefined } {
  mkdirSync(wanted, { recursive: true, ...(user ? { mode: 0o755 } : {}) });
  if (!user) return { dataDir: wanted, owner: user };
  const owner = clusterOwner(wanted) ?? user;
  const open = openFolderFor(wanted);
  const elsewhere = clusterOwner(open);
  if (isPassable(wanted, owner) && (clusterOwner(wanted) || !elsewhere)) {
    return { dataDir: wanted, owner };
  }
  log(`Postgres cannot reach ${wanted} (a folder above it is closed): the data is in ${open}`);
  return { dataDir: makeOpenFolder(open), owner: elsewhere ?? user };
}

function clusterOwner(dataDir: string): User | undefined {
  const cluster = clusterFolder(dataDir);
  if (!existsSync(cluster)) return undefined;
  const { uid, gid } = statSync(cluster);
  return { uid, gid };
}

/**
 * Makes the database cluster unless it is there, and returns the password. Made under another name and then renamed, so
 * that an interrupted start leaves nothing half made.
 *
 * @throws {StackError} when the data there was made by another major version.
 */
export async function ensureCluster(
  dataDir: string,
  { initdb, majorVersion }: PostgresBinaries,
  user: User | undefined,
): Promise<string> {
  const cluster = clusterFolder(dataDir);
  const secret = passwordFile(dataDir);
  if (existsSync(cluster)) {
    const found = readFileSync(path.join(cluster, "PG_VERSION"), "utf8").trim();
    if (found === majorVersion) return readFileSync(secret, "utf8").trim();
    throw new StackError(
      `The data in ${dataDir} was made by Postgres ${found}, and this is ${majorVersion}: ` +
        "move that folder away, or set DATA_DIR to another.",
    );
  }

  const password = randomBytes(24).toString("hex");
  rmSync(secret, { force: true });
  writeFileSync(secret, `${password}\n`, { mode: 0o600 });
  const unfinished = `${cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (user) for (const entry of [secret, unfinished]) chownSync(entry, user.uid, user.gid);

  const child = await startChild({
    name: "initdb",
    command: initdb,
    args: [
      `--pgdata=${unfinished}`,
      `--username=${DATABASE_USER}`,
      `--pwfile=${secret}`,
      "--auth=scram-sha-256",
      // The same order of text on every machine, whatever locales it has.
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ],
    cwd: dataDir,
    env: { ...hostEnvironment(), LC_ALL: "C" },
    runAs: user,
  });
  const { code } = await child.exited;
  if (code !== 0) {
    throw new StackError(`Postgres could not make its data in ${dataDir}:\n${child.output.trim()}`);
  }
  renameSync(unfinished, cluster);
  return password;
}

/**
 * Clears what a crash has left: a server that still runs there without its launcher is stopped; a pid file whose
 * process is gone, or is by now something else, would keep Postgres from starting and is removed.
 */
export async function clearLeftovers(dataDir: string, log: Log): Promise<void> {
  const { pid } = readPidFile(dataDir);
  if (pid === undefined) return;
  if (isRunning(pid) && worksIn(pid, clusterFolder(dataDir))) {
    log(`Stopping a Postgres (pid ${pid}) that an earlier run left behind`);
    await stopLeftover(pid);
  }
  rmSync(pidFile(dataDir), { force: true });
}

async function stopLeftover(pid: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal);
      await waitFor(() => !isRunning(pid), { timeoutMs: 10_000, what: `process ${pid} to end` });
      return;
    } catch {
      // The next step reports it more clearly; if it has ended, there is nothing to report.
      if (!isRunning(pid)) return;
    }
  }
  throw new StackError(`A Postgres with pid ${pid} is left from an earlier run and does not stop.`);
}

/** Postgres keeps its state in the eighth line of its pid file. */
export function readPidFile(dataDir: string): { pid: number | undefined; ready: boolean } {
  let lines: string[];
  try {
    lines = readFileSync(pidFile(dataDir), "utf8").split("\n");
  } catch {
    return { pid: undefined, ready: false };
  }
  const pid = Number.parseInt(lines[0] ?? "", 10);
  return { pid: pid > 0 ? pid : undefined, ready: lines[7]?.trim() === "ready" };
}
