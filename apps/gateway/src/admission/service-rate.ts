/** Completions are counted over this long before they say anything: jobs that many share end in bursts. */
const WINDOW_MS = 400;
/** Of what was known before, so much is kept when a window ends. */
const KEPT = 0.7;
/** A standstill counts against so much time at the rate that was known: a pause of a moment is none. */
const REMEMBERED_MS = 1_000;

/**
 * How much work finishes in a second, measured while there is always more to do: how fast work is done when there is
 * little says how much was asked, and not how much could be done.
 *
 * Times are milliseconds of a clock that never jumps; work is in any unit.
 */
export class ServiceRate {
  private measured: number | undefined;
  private fromMs: number | undefined;
  private finished = 0;

  /** There is more to do than is under way, from now on. */
  saturate(nowMs: number): void {
    this.fromMs ??= nowMs;
  }

  /** There is not; what was measured last holds on. */
  relax(): void {
    this.fromMs = undefined;
    this.finished = 0;
  }

  /** Counts work that is finished now. */
  finish(work: number, nowMs: number): void {
    if (this.fromMs === undefined) return;
    this.finished += work;
    const elapsedMs = nowMs - this.fromMs;
    if (elapsedMs < WINDOW_MS) return;
    const rate = this.finished / elapsedMs;
    this.measured = this.measured === undefined ? rate : KEPT * this.measured + (1 - KEPT) * rate;
    this.fromMs = nowMs;
    this.finished = 0;
  }

  /** Work finished in a millisecond; undefined before the first measurement. A standstill lowers it while it lasts. */
  perMs(nowMs: number): number | undefined {
    const elapsedMs = this.fromMs === undefined ? 0 : nowMs - this.fromMs;
    if (elapsedMs <= 2 * WINDOW_MS) return this.measured;
    const expected = (this.measured ?? 0) * REMEMBERED_MS;
    return (expected + this.finished + 1) / (REMEMBERED_MS + elapsedMs);
  }
}
