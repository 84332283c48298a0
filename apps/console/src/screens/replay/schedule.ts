/** Events that figures are made of: of more, the newest. */
const KEPT = 100_000;

/**
 * When each event came against when it was due. The schedule begins where the quickest event puts it, so that a first
 * event which comes late does not make all others early; from there on nothing is forgiven, and a replay that drifts shows
 * it. After a pause, a move or a change of pace another schedule begins.
 */
export class Schedule {
  /** How far each event of the schedule that runs came behind its due time, from an origin that means nothing. */
  private offsets: number[] = [];
  private readonly before: number[] = [];
  private speed = 1;
  firstMs: number | undefined;
  lastMs: number | undefined;

  /** @param speed times the recorded pace; 0 is as fast as possible, of which nothing is due */
  begin(speed: number): void {
    this.before.push(...errorsOf(this.offsets));
    if (this.before.length > KEPT) this.before.splice(0, this.before.length - KEPT);
    this.offsets = [];
    this.speed = speed;
  }

  /** From the beginning, with no figures. */
  reset(speed: number): void {
    this.offsets = [];
    this.before.length = 0;
    this.speed = speed;
    this.firstMs = undefined;
    this.lastMs = undefined;
  }

  /** An event that is due at `dueMs` on the time line came at `atMs` of a clock that never jumps. */
  add(dueMs: number, atMs: number): void {
    this.firstMs ??= atMs;
    this.lastMs = atMs;
    if (this.speed === 0) return;
    if (this.offsets.length >= KEPT) this.begin(this.speed);
    this.offsets.push(atMs - dueMs / this.speed);
  }

  /** How late each event was, in milliseconds. */
  get errorsMs(): number[] {
    return [...this.before, ...errorsOf(this.offsets)];
  }
}

const errorsOf = (offsets: readonly number[]): number[] => {
  let least = Number.POSITIVE_INFINITY;
  for (const offset of offsets) least = Math.min(least, offset);
  return offsets.map((offset) => offset - least);
};
