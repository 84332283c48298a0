import {
  SLOWEST_MINUTES,
  SLOWEST_PER_MINUTE,
  type SlowestRequests,
  type SlowRequest,
} from "#contracts";

import type { RequestMeasurement } from "../http/request-clock.js";

const MINUTE_MS = 60_000;

interface Kept {
  readonly atMs: number;
  readonly traceparent: string | undefined;
  readonly measurement: RequestMeasurement;
}

/** The slowest requests of each of the last minutes: a few per minute, so its size is bounded. */
export class SlowestWindow {
  private readonly minutes = new Map<number, Kept[]>();

  /** Adds a request that was answered at `atMs` (milliseconds since the epoch) if it is one of its minute's slowest. */
  add(measurement: RequestMeasurement, traceparent: string | undefined, atMs: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    let kept = this.minutes.get(minute);
    if (kept === undefined) {
      kept = [];
      this.minutes.set(minute, kept);
      this.forget(minute);
    }
    if (kept.length === SLOWEST_PER_MINUTE) {
      const fastest = kept.at(-1);
      if (fastest !== undefined && fastest.measurement.totalMs >= measurement.totalMs) return;
      kept.pop();
    }
    const at = kept.findIndex((other) => other.measurement.totalMs < measurement.totalMs);
    kept.splice(at === -1 ? kept.length : at, 0, { atMs, traceparent, measurement });
  }

  /** The stored requests, newest minute first. */
  report(nowMs: number): SlowestRequests {
    this.forget(Math.floor(nowMs / MINUTE_MS));
    return {
      minutes: [...this.minutes]
        .toSorted(([a], [b]) => b - a)
        .map(([minute, kept]) => ({
          minute: new Date(minute * MINUTE_MS).toISOString(),
          requests: kept.map(viewOf),
        })),
    };
  }

  private forget(newest: number): void {
    for (const minute of this.minutes.keys())
      if (minute <= newest - SLOWEST_MINUTES) this.minutes.delete(minute);
  }
}

const viewOf = ({ atMs, traceparent, measurement }: Kept): SlowRequest => ({
  at: new Date(atMs).toISOString(),
  trace_id: traceparent?.split("-")[1] ?? null,
  total_ms: rounded(measurement.totalMs),
  unattributed_ms: rounded(measurement.unattributedMs),
  stages: measurement.stages.map(([stage, durationMs]) => ({
    stage,
    duration_ms: rounded(Math.max(0, durationMs)),
  })),
});

const rounded = (ms: number): number => Number(ms.toFixed(3));
