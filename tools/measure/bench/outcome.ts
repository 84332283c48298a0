import type { Stack } from "#stack";

import type { CallRecord } from "./load.js";
import { forgetPeak, peakMb, withCpu } from "./process-usage.js";
import type { Outcome, StageFigures } from "./report.js";
import { percentile, quantiles, summarise } from "./statistics.js";

/** What a scenario has done; what it cost is measured around it. */
export interface Work {
  readonly records: readonly CallRecord[];
  readonly elapsedMs: number;
  /** What CPU time and rate are counted by, where it is not calls. */
  readonly operations?: { readonly count: number; readonly of: Outcome["rateOf"] };
  /** CPU of the callers, where they are a process of their own. */
  readonly callersCpuMs?: number;
}

/** Runs a scenario and measures what it costs each process. */
export const measure = async (
  stack: Stack,
  name: string,
  title: string,
  run: () => Promise<Work>,
): Promise<Outcome> => {
  const meter = new Meter(stack, name, title);
  await meter.slice(run);
  return meter.outcome();
};

/** Measures a scenario that runs in slices, with others in between. */
export class Meter {
  private readonly records: CallRecord[] = [];
  private readonly cpuMs: Record<string, number> = {};
  private elapsedMs = 0;
  private count = 0;
  private rateOf: Outcome["rateOf"] = "requests/s";

  constructor(
    private readonly stack: Stack,
    private readonly name: string,
    private readonly title: string,
  ) {
    for (const { pid } of Object.values(stack.apps)) forgetPeak(pid);
  }

  async slice(run: () => Promise<Work>): Promise<void> {
    const { result, cpu } = await withCpu(this.stack, run);
    const { records, elapsedMs, operations, callersCpuMs } = result;
    for (const record of records) this.records.push(record);
    this.elapsedMs += elapsedMs;
    this.count += operations?.count ?? records.filter(({ error }) => error === undefined).length;
    this.rateOf = operations?.of ?? "requests/s";
    const used = callersCpuMs === undefined ? cpu : { ...cpu, callers: callersCpuMs };
    for (const [name, ms] of Object.entries(used)) this.cpuMs[name] = (this.cpuMs[name] ?? 0) + ms;
  }

  outcome(): Outcome {
    const { name, title, records, elapsedMs, count, rateOf } = this;
    const good = records.filter(({ error }) => error === undefined);
    const samples = good.map(({ durationMs }) => durationMs);
    const { p50Ms, p95Ms, p99Ms } = summarise(samples);
    return {
      name,
      title,
      calls: records.length,
      errors: records.length - good.length,
      totalMs: elapsedMs,
      avgMs: orNull(samples.reduce((sum, ms) => sum + ms, 0) / samples.length),
      p50Ms: orNull(p50Ms),
      p95Ms: orNull(p95Ms),
      p99Ms: orNull(p99Ms),
      rate: (count / elapsedMs) * 1_000,
      rateOf,
      cpuMsPerOp: perUnit(this.cpuMs, count),
      peakMb: Object.fromEntries(
        Object.entries(this.stack.apps).map(([app, { pid }]) => [app, peakMb(pid) ?? null]),
      ),
      stages: stageFigures(good),
      quantilesMs: quantiles(samples),
    };
  }
}

/** CPU of each process divided by a number of operations, or of seconds. */
export const perUnit = (
  cpuMs: Readonly<Record<string, number>>,
  units: number,
): Record<string, number | null> =>
  Object.fromEntries(Object.entries(cpuMs).map(([name, ms]) => [name, orNull(ms / units)]));

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

/** Numbers as JSON can hold them. */
export const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
