/** So many a second, and as many at once. */
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

  /** @returns 0 when it may be done now, else after how many milliseconds */
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
