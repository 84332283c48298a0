import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import path from "node:path";

import { hostEnvironment } from "./host-environment.js";
import { PROJECT_ROOT } from "./project-root.js";

export interface GuardedProcess {
  pid: number;
  /** Asks the process to end. */
  signal: NodeJS.Signals;
  /** Makes it end when asking did not help. */
  force: NodeJS.Signals;
}

let guard: ChildProcess | undefined;

/**
 * Stops the process if this one ends first, even by SIGKILL: a second process (`scripts/guard.mjs`), in a session of
 * its own, sees that the pipe between the two has closed. Returns what takes the process off the list again.
 */
export function guardProcess(guarded: GuardedProcess): () => void {
  send({ watch: guarded });
  return () => send({ forget: guarded.pid });
}

/** Removes the file or folder if this process ends first. Returns what takes it off the list again. */
export function guardPath(fileOrFolder: string): () => void {
  send({ remove: fileOrFolder });
  return () => send({ keep: fileOrFolder });
}

function send(message: object): void {
  guard ??= startGuard();
  guard.stdin?.write(`${JSON.stringify(message)}\n`);
}

function startGuard(): ChildProcess {
  const script = path.join(PROJECT_ROOT, "scripts", "guard.mjs");
  const child = spawn(process.execPath, [script], {
    cwd: PROJECT_ROOT,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    windowsHide: true,
    // Without the options that this process was given: an --inspect port cannot be had twice.
    env: { ...hostEnvironment(), NODE_OPTIONS: "" },
  });
  // Neither the guard nor the pipe keeps this process alive.
  child.unref();
  (child.stdin as Socket | null)?.unref();
  child.stdin?.on("error", () => undefined);
  return child;
}
