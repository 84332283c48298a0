import { readFileSync, writeFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
const MS_PER_TICK = 10;

/** CPU time that a process has used so far, in milliseconds; undefined where the system does not tell it. */
export const cpuMs = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return undefined;
  }
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
