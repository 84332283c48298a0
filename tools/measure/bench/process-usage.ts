import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
const MS_PER_TICK = 10;

/** CPU time that a process has used so far, in milliseconds; undefined where the system does not tell it. */
export const cpuMs = (pid: number): number | undefined => {
  const fields = statOf(pid);
  return fields.length === 0 ? undefined : ticks(fields, 11, 12);
};

/** The most memory that a process has held since `forgetPeak`, in MB; undefined where the system does not tell it. */
export const peakMb = (pid: number): number | undefined => {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
};

/** Makes the peak begin anew. Where that is not allowed it stays that of the whole run. */
export const forgetPeak = (pid: number): void => {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // The figure is an upper bound then.
  }
};

/**
 * CPU time of a process with its children, those that have ended included, in milliseconds. A Postgres has a process for
 * each connection.
 */
export const treeCpuMs = (pid: number): number => {
  let sumMs = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = statOf(Number(entry));
    const [, parent] = fields;
    if (entry === String(pid)) sumMs += ticks(fields, 11, 12, 13, 14);
    else if (parent === String(pid)) sumMs += ticks(fields, 11, 12);
  }
  return sumMs;
};

const ticks = (fields: readonly string[], ...at: number[]): number =>
  at.reduce((sum, index) => sum + Number(fields[index]), 0) * MS_PER_TICK;

/** The fields behind the name of a process: its state, its parent, … */
const statOf = (pid: number): readonly string[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
};
