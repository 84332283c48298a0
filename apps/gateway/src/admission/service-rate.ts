/** Completions are counted over this window: shared jobs end in bursts. */
const WINDOW_MS = 400;
/** Weight of the earlier rate when a window ends. */
const KEPT = 0.7;
/** A standstill is averaged with this much time at the known rate, so that a short pause hardly counts. */
const REMEMBERED_MS = 1_000;
/** An older measurement is of other times: a process that has just started is half as fast as later. */
const MAX_AGE_MS = 2_000;
const OLD_FACTOR = 2;

/**
 * The rate at which work finishes, measured only under saturation: otherwise the rate would be that of the
 * arrivals, not the capacity.
 *
 * Times are milliseconds of a monotonic clock; work is in any unit.
 */
export class ServiceRate {
  private measured: number | undefined;
  private measuredAtMs = Number.NEGATIVE_INFINITY;
  private fromMs: number | undefined;
  private hasBegun = false;
  private finished = 0;

  /** Saturation begins: work is waiting. */
  saturate(nowMs: number): void {
    this.fromMs ??= nowMs;
  }

  /** Saturation ends; the last measurement stays valid. */
  relax(): void {
    this.fromMs = undefined;
    this.hasBegun = false;
    this.finished = 0;
  }

  /** Counts work that is finished now. */
  finish(work: number, nowMs: number): void {
    if (this.fromMs === undefined) return;
    if (!this.hasBegun) {
      // After a burst nothing finishes for a while. That is latency: the rate shows from the first completion on.
      this.hasBegun = true;
      this.fromMs = nowMs;
      return;
    }
    this.finished += work;
    const elapsedMs = nowMs - this.fromMs;
    if (elapsedMs < WINDOW_MS) return;
    const rate = this.finished / elapsedMs;
    this.measured = this.measured === undefined ? rate : KEPT * this.measured + (1 - KEPT) * rate;
    this.measuredAtMs = nowMs;
    this.fromMs = nowMs;
    this.finished = 0;
  }

  /** The rate to reject by: the same as `perMs`, but an old measurement is taken for a lower bound. */
  optimisticPerMs(nowMs: number): number | undefined {
    const perMs = this.perMs(nowMs);
    const isStandstill = this.fromMs !== undefined && nowMs - this.fromMs > 2 * WINDOW_MS;
    const isOld = !isStandstill && nowMs - this.measuredAtMs > MAX_AGE_MS;
    return perMs && (isOld ? OLD_FACTOR * perMs : perMs);
  }

  /** Work per millisecond; undefined before the first measurement. A standstill lowers it while it lasts. */
  perMs(nowMs: number): number | undefined {
    const elapsedMs = this.fromMs === undefined ? 0 : nowMs - this.fromMs;
    if (elapsedMs <= 2 * WINDOW_MS) return this.measured;
    const expected = (this.measured ?? 0) * REMEMBERED_MS;
    return (expected + this.finished + 1) / (REMEMBERED_MS + elapsedMs);
  }
}
