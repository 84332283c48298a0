/**
 * When events are due. Their distance is kept to one origin and not to the event before, so that what a timer is late
 * never adds up.
 */
export class Pacer {
  /** The moment at which `originDueMs` was due; undefined before the first event and while it stands still. */
  private originMs: number | undefined;

  /**
   * @param speed times the recorded pace, above 0
   * @param originDueMs where on the time line it begins; where the first event is when undefined
   */
  constructor(
    public speed: number,
    private originDueMs: number | undefined,
  ) {}

  /** Milliseconds until what stands at `dueMs` on the time line is due; negative when it is late. */
  dueIn(dueMs: number, nowMs: number): number {
    this.originDueMs ??= dueMs;
    this.originMs ??= nowMs;
    return this.originMs + (dueMs - this.originDueMs) / this.speed - nowMs;
  }

  /** Goes on at another speed from where it is. */
  changeSpeed(speed: number, nowMs: number): void {
    const isStill = this.originMs === undefined;
    this.stop(nowMs);
    this.speed = speed;
    if (!isStill) this.originMs = nowMs;
  }

  /** Stands still until something is asked of it again. */
  stop(nowMs: number): void {
    if (this.originMs !== undefined && this.originDueMs !== undefined)
      this.originDueMs += (nowMs - this.originMs) * this.speed;
    this.originMs = undefined;
  }

  /** What stands at `dueMs` was taken before its time. */
  skipTo(dueMs: number): void {
    this.originDueMs = Math.max(this.originDueMs ?? dueMs, dueMs);
  }

  /** One of the same speed that begins elsewhere. */
  from(originDueMs: number | undefined): Pacer {
    return new Pacer(this.speed, originDueMs);
  }
}
