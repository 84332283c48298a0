import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { processIdentity, StackError } from "#stack";

/** What stands in the lock file: who runs on this data folder, and where. */
interface Holder {
  pid: number;
  /** Distinguishes the process from a later one with the same id. */
  identity: string;
  addresses: string[];
}

/**
 * Takes the data folder for this process by a file in it, and returns what gives it back. A file whose process has
 * ended is taken over.
 *
 * @throws {StackError} naming the running one and its addresses.
 */
export async function lockDataFolder(dataDir: string, addresses: string[]): Promise<() => void> {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "assay.lock");
  const identity = processIdentity(process.pid) ?? "";
  const mine = JSON.stringify({ pid: process.pid, identity, addresses } satisfies Holder);
  for (;;) {
    if (create(file, mine)) break;
    const holder = await readHolder(file);
    if (holder && processIdentity(holder.pid) === holder.identity && holder.pid !== process.pid) {
      throw new StackError(
        `Assay already runs on ${dataDir} (pid ${holder.pid}) at ${holder.addresses.join(", ")}. ` +
          "Stop it first, or set DATA_DIR, GATEWAY_PORT, REPLAY_PORT and WORKER_PORT to run another beside it.",
      );
    }
    rmSync(file, { force: true });
  }
  return () => {
    if (readText(file) === mine) rmSync(file, { force: true });
  };
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** The process that created the file may not have written it yet, so an unreadable one is read again. */
async function readHolder(file: string): Promise<Holder | undefined> {
  for (let look = 0; look < 10; look += 1) {
    const text = readText(file);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as Holder;
    } catch {
      await sleep(30);
    }
  }
  return undefined;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
