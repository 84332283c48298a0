import type { Stack } from "#stack";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
const MS_PER_TICK = 10;

/** CPU time of all apps so far, in milliseconds; NaN where the system does not report it. */
export const totalCpuMs = ({ apps }: Pick<Stack, "apps">): number =>
  Object.values(apps).reduce((sum, { pid }) => sum + cpuMs(pid), 0);

/** Milliseconds of CPU by process: the apps, the servers, and the callers, which are this process unless stated otherwise. */
export type CpuByProcess = Readonly<Record<string, number>>;

/** Runs something. @returns what it came to, and the CPU that each process used meanwhile */
export const withCpu = async <Result>(
  stack: Stack,
  run: () => Promise<Result>,
): Promise<{ result: Result; cpu: CpuByProcess }> => {
  const before = cpuNow(stack);
  const result = await run();
  const after = cpuNow(stack);
  const used = Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)] as const);
  return { result, cpu: Object.fromEntries(used) };
};

const cpuNow = ({ apps, postgres, redis }: Stack): CpuByProcess => {
  const { user, system } = process.cpuUsage();
  return {
    ...Object.fromEntries(
      Object.entries(apps).map(([app, { pid }]) => [app.replace("valuation-", ""), cpuMs(pid)]),
    ),
    ...(postgres === undefined ? {} : { Postgres: treeCpuMs(postgres.process.pid) }),
    ...(redis === undefined ? {} : { Redis: cpuMs(redis.process.pid) }),
    callers: (user + system) / 1_000,
  };
};

/** CPU time that a process has used so far, in milliseconds; NaN where the system does not report it. */
const cpuMs = (pid: number): number => ticks(statOf(pid), 11, 12);

/** The most memory that a process has held since `forgetPeak`, in MB; undefined where the system does not report it. */
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
const treeCpuMs = (pid: number): number => {
  const parent = ticks(statOf(pid), 11, 12, 13, 14);
  if (Number.isNaN(parent)) return parent;
  const children = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => statOf(Number(entry)))
    .filter(([, parentPid]) => parentPid === String(pid));
  return children.reduce((sum, fields) => sum + ticks(fields, 11, 12), parent);
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
