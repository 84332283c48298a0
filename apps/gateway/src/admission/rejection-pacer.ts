/** Rejections that may be sent at once. */
const BURST = 50;
const MIN_PER_SECOND = 100;
/** Maximum delay of a rejection: about as long as its `Retry-After`. */
const MAX_HELD_MS = 2_000;
const TURN_MS = 10;

/**
 * Spreads rejections when there are many more of them than answers. Callers that retry at once and ignore
 * `Retry-After`, would otherwise keep the process busy with rejections, and admitted requests would
 * wait. A delayed rejection delays its caller's next request.
 */
export class RejectionPacer {
  private readonly held: { readonly send: () => void; readonly sinceMs: number }[] = [];
  private tokens = BURST;
  private refilledMs: number;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param perSecond rejections per second; read anew each time
   * @param now milliseconds of a monotonic clock
   */
  constructor(
    private readonly perSecond: () => number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.refilledMs = now();
  }

  /** Sends now, or within two seconds. */
  send(send: () => void): void {
    this.refill();
    if (this.held.length === 0 && this.tokens >= 1) {
      this.tokens -= 1;
      send();
      return;
    }
    this.held.push({ send, sinceMs: this.now() });
    this.timer ??= setInterval(() => this.turn(), TURN_MS).unref();
  }

  private turn(): void {
    this.refill();
    const nowMs = this.now();
    let count = 0;
    for (const { sinceMs } of this.held) {
      if (this.tokens < 1 && nowMs - sinceMs < MAX_HELD_MS) break;
      this.tokens = Math.max(0, this.tokens - 1);
      count += 1;
    }
    for (const { send } of this.held.splice(0, count)) send();
    if (this.held.length > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private refill(): void {
    const nowMs = this.now();
    const perMs = Math.max(MIN_PER_SECOND, this.perSecond()) / 1_000;
    this.tokens = Math.min(BURST, this.tokens + (nowMs - this.refilledMs) * perMs);
    this.refilledMs = nowMs;
  }
}
