import type { Stack } from "#stack";

import type { CallRecord } from "./load.js";
import { cpuMs, forgetPeak, peakMb } from "./process-usage.js";
import type { Outcome, StageFigures } from "./report.js";
import { percentile } from "./statistics.js";

/** What a scenario has done; what it cost is measured around it. */
export interface Work {
  readonly records: readonly CallRecord[];
  readonly elapsedMs: number;
  /** What CPU time and rate are counted by, where it is not calls. */
  readonly operations?: { readonly count: number; readonly of: Outcome["rateOf"] };
}

/** Runs a scenario and measures what it costs the apps. */
export const measure = async (
  stack: Stack,
  name: string,
  title: string,
  run: () => Promise<Work>,
): Promise<Outcome> => {
  const apps = Object.entries(stack.apps);
  for (const [, { pid }] of apps) forgetPeak(pid);
  const cpuBefore = totalCpuMs(stack);
  const { records, elapsedMs, operations } = await run();
  const cpuAfter = totalCpuMs(stack);
  const good = records.filter(({ error }) => error === undefined);
  const samples = good.map(({ durationMs }) => durationMs);
  const count = operations?.count ?? records.length;
  return {
    name,
    title,
    calls: records.length,
    errors: records.length - good.length,
    totalMs: elapsedMs,
    avgMs: orNull(samples.reduce((sum, ms) => sum + ms, 0) / samples.length),
    p50Ms: orNull(percentile(samples, 0.5)),
    p95Ms: orNull(percentile(samples, 0.95)),
    p99Ms: orNull(percentile(samples, 0.99)),
    rate: (count / elapsedMs) * 1000,
    rateOf: operations?.of ?? "requests/s",
    cpuMsPerOp: orNull((cpuAfter - cpuBefore) / count),
    peakMb: Object.fromEntries(apps.map(([app, { pid }]) => [app, peakMb(pid) ?? null])),
    overFloor: null,
    stages: stageFigures(good),
    quantilesMs:
      samples.length === 0
        ? []
        : Array.from({ length: 99 }, (_, index) => percentile(samples, (index + 1) / 100)),
  };
};

/** The same outcome beside its floor. */
export const beside = (outcome: Outcome, floor: { p50Ms: number; p95Ms: number }): Outcome => ({
  ...outcome,
  overFloor:
    outcome.p50Ms === null || outcome.p95Ms === null
      ? null
      : { p50: outcome.p50Ms / floor.p50Ms, p95: outcome.p95Ms / floor.p95Ms },
});

/** CPU time of all apps so far; NaN where the system does not tell. */
export const totalCpuMs = (stack: Pick<Stack, "apps">): number =>
  Object.values(stack.apps).reduce((sum, { pid }) => sum + (cpuMs(pid) ?? Number.NaN), 0);

/** p50, p95 and share of the whole, stage by stage in the order of the headers; without the total. */
export const stageFigures = (records: readonly CallRecord[]): StageFigures[] => {
  const stages = new Map<string, number[]>();
  for (const record of records) {
    for (const [stage, ms] of Object.entries(record.stages)) {
      const samples = stages.get(stage);
      if (samples === undefined) stages.set(stage, [ms]);
      else samples.push(ms);
    }
  }
  const sum = (samples: readonly number[] = []): number =>
    samples.reduce((total, ms) => total + ms, 0);
  const totalMs = sum(stages.get("total"));
  return [...stages]
    .filter(([stage]) => stage !== "total")
    .map(([stage, samples]) => ({
      stage,
      p50Ms: percentile(samples, 0.5),
      p95Ms: percentile(samples, 0.95),
      share: totalMs === 0 ? 0 : sum(samples) / totalMs,
    }));
};

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
