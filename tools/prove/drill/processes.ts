import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Stops a process and its children, runs `during`, and lets them go on. */
export const whileFrozen = async (pid: number, during: () => Promise<unknown>): Promise<void> => {
  const pids = [pid, ...childrenOf(pid)];
  for (const each of pids) signal(each, "SIGSTOP");
  try {
    await during();
  } finally {
    for (const each of pids) signal(each, "SIGCONT");
  }
};

/** Freezes a process and its children for so long. */
export const freezeFor = (pid: number, lastsMs: number): Promise<void> =>
  whileFrozen(pid, () => sleep(lastsMs));

/** A process, such as a backend of Postgres, may have ended by itself. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

const childrenOf = (pid: number): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);

const parentOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
};
