/** A rate per second, with a burst of the same size. */
export class RateLimit {
  private tokens: number;
  private atMs: number;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.tokens = perSecond;
    this.atMs = nowMs;
  }

  /** @returns 0 if it is allowed now, else the delay in milliseconds */
  take(nowMs: number): number {
    this.tokens = Math.min(
      this.perSecond,
      this.tokens + ((nowMs - this.atMs) * this.perSecond) / 1_000,
    );
    this.atMs = nowMs;
    if (this.tokens < 1) return Math.ceil(((1 - this.tokens) * 1_000) / this.perSecond);
    this.tokens -= 1;
    return 0;
  }
}
