import { STAGES, type LatencyReport } from "#contracts";

import type { RequestMeasurement } from "../http/request-clock.js";

/** Maximum requests: about a megabyte, and few enough to sort quickly. */
export const KEPT_REQUESTS = 10_000;

const UNATTRIBUTED = STAGES.length;
const TOTAL = STAGES.length + 1;
const AT = STAGES.length + 2;
const COLUMNS = STAGES.length + 3;

/**
 * The stages of the newest requests of this process: a ring of numbers of fixed size.
 * A stage that did not take place is NaN.
 */
export class LatencyWindow {
  private readonly ring: Float64Array;
  private added = 0;

  /**
   * @param capacity maximum requests
   * @param startedAtMs start of the recording; milliseconds since the epoch
   */
  constructor(
    private readonly capacity: number,
    private readonly startedAtMs: number,
  ) {
    this.ring = new Float64Array(capacity * COLUMNS);
  }

  /** Adds a request that was answered at `atMs`; it replaces the oldest one. */
  add({ stages, unattributedMs, totalMs }: RequestMeasurement, atMs: number): void {
    const row = (this.added % this.capacity) * COLUMNS;
    this.ring.fill(Number.NaN, row, row + STAGES.length);
    for (const [stage, durationMs] of stages) this.ring[row + STAGES.indexOf(stage)] = durationMs;
    this.ring[row + UNATTRIBUTED] = unattributedMs;
    this.ring[row + TOTAL] = totalMs;
    this.ring[row + AT] = atMs;
    this.added += 1;
  }

  /** Statistics of the last `windowS` seconds. */
  report(windowS: number, nowMs: number): LatencyReport {
    const fromMs = nowMs - windowS * 1000;
    const kept = Math.min(this.added, this.capacity);
    const rows: number[] = [];
    let oldestMs = nowMs;
    for (let index = 0; index < kept; index += 1) {
      const atMs = this.ring[index * COLUMNS + AT] ?? 0;
      oldestMs = Math.min(oldestMs, atMs);
      if (atMs >= fromMs) rows.push(index * COLUMNS);
    }
    const column = (offset: number): Float64Array =>
      Float64Array.from(rows, (row) => this.ring[row + offset] ?? Number.NaN)
        .filter((durationMs) => !Number.isNaN(durationMs))
        .toSorted();
    const totals = column(TOTAL);
    const allMs = sum(totals);
    const shareOf = (durations: Float64Array): number =>
      allMs === 0 ? 0 : rounded(sum(durations) / allMs, 4);
    const unattributed = column(UNATTRIBUTED);
    // Once the ring is full, it reaches back only to its oldest request.
    const reachMs = this.added > this.capacity ? oldestMs : this.startedAtMs;
    return {
      window_s: windowS,
      since: new Date(Math.min(nowMs, Math.max(fromMs, reachMs))).toISOString(),
      stages: STAGES.flatMap((stage, index) => {
        const durations = column(index);
        return durations.length === 0
          ? []
          : [{ stage, ...figures(durations), share: shareOf(durations) }];
      }),
      unattributed: { ...figures(unattributed), share: shareOf(unattributed) },
      total: figures(totals),
    };
  }
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
/** `Server-Timing` has three digits; more would be noise. */
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Percentiles by nearest rank: each is a measured value. */
const figures = (sorted: Float64Array) => {
  const at = (share: number): number | null => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined ? null : rounded(value, 3);
  };
  return { count: sorted.length, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) };
};
