/**
 * Outlives the process that started it by as much as it takes to clean up: `tools/run/stack/guard.ts` starts one, sends it
 * over stdin every child process and throw-away folder, and when stdin ends (the starter has ended, however that
 * happened) whatever is still on the list is stopped, newest first, and removed.
 *
 * A line is JSON: {"watch":{pid,signal,force}}, {"forget":pid}, {"remove":path} or {"keep":path}.
 */
import { readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";

const GRACE_MS = 8000;
const FORCE_MS = 3000;

/** @typedef {{ pid: number, signal: NodeJS.Signals, force: NodeJS.Signals }} Watched */
/** @typedef {{ watch?: Watched, forget?: number, remove?: string, keep?: string }} Message */

/** @type {Map<number, Watched>} */
const processes = new Map();
/** @type {Set<string>} */
const paths = new Set();

// A signal to interrupt or hang up is meant for the starter; this one ends when the starter has.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const message = /** @type {Message} */ (JSON.parse(line));
  if (message.watch) processes.set(message.watch.pid, message.watch);
  if (message.forget) processes.delete(message.forget);
  if (message.remove) paths.add(message.remove);
  if (message.keep) paths.delete(message.keep);
}

for (const { pid, signal, force } of [...processes.values()].toReversed()) {
  if (await stopped(pid, signal, GRACE_MS)) continue;
  if (await stopped(pid, force, FORCE_MS)) continue;
  await stopped(pid, "SIGKILL", FORCE_MS);
}
for (const path of paths) rmSync(path, { recursive: true, force: true, maxRetries: 3 });

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 * @param {number} timeoutMs
 */
async function stopped(pid, signal, timeoutMs) {
  try {
    process.kill(pid, signal);
  } catch {
    return true;
  }
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (!isRunning(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return !isRunning(pid);
}

/**
 * A process that nobody has reaped yet still takes signals on Linux, so its state is looked at.
 *
 * @param {number} pid
 */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
