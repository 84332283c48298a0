/** Dispatch errors that are kept: of more events, the newest. */
const KEPT = 100_000;

/**
 * When each event came against when it was due. The first event after a start, a move or a change of pace is the origin:
 * from there on nothing is forgiven, so that a replay which drifts shows it.
 */
export class Schedule {
  private origin: { readonly atMs: number; readonly dueMs: number } | undefined;
  private speed = 1;
  private added = 0;
  readonly errorsMs: number[] = [];
  firstMs: number | undefined;
  lastMs: number | undefined;

  /** @param speed times the recorded pace; 0 is as fast as possible, of which nothing is due */
  begin(speed: number): void {
    this.origin = undefined;
    this.speed = speed;
  }

  /** From the beginning, with no figures. */
  reset(speed: number): void {
    this.begin(speed);
    this.errorsMs.length = 0;
    this.added = 0;
    this.firstMs = undefined;
    this.lastMs = undefined;
  }

  /** An event that is due at `dueMs` on the time line came at `atMs` of a clock that never jumps. */
  add(dueMs: number, atMs: number): void {
    this.firstMs ??= atMs;
    this.lastMs = atMs;
    if (this.speed === 0) return;
    if (this.origin === undefined) {
      this.origin = { atMs, dueMs };
      return;
    }
    const errorMs = atMs - this.origin.atMs - (dueMs - this.origin.dueMs) / this.speed;
    this.errorsMs[this.added % KEPT] = errorMs;
    this.added += 1;
  }
}
