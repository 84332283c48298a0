/** How long one step of bulk work may keep to itself what others wait for, in milliseconds. */
export const STEP_MS = 4;
/** The longest that a step of bulk work waits: under a steady load of small batches it is slowed, never starved. */
const MAX_WAIT_MS = 25;
/** So long after the last small batch the next one is still to be expected. */
const RECENT_MS = 250;
/** What the last commit reported of other workers' small batches counts for so long. */
const KNOWN_MS = 1_000;

/**
 * Interactive jobs before bulk work. Bulk work runs in short steps; while a small batch is in hand the next step waits.
 * Each commit of bulk work also reports when another worker last committed a small batch: such batches wait for the
 * head of the stream, which this worker's commits hold.
 */
export class LanePriority {
  private inHand = 0;
  private lastEndedMs = Number.NEGATIVE_INFINITY;
  private elsewhereUntilMs = Number.NEGATIVE_INFINITY;
  private heardAtMs = Number.NEGATIVE_INFINITY;
  private readonly waiting = new Set<() => void>();

  /** Runs a job that somebody waits for. */
  async runInteractive<T>(run: () => Promise<T>): Promise<T> {
    this.inHand += 1;
    try {
      return await run();
    } finally {
      this.inHand -= 1;
      this.lastEndedMs = performance.now();
      if (this.inHand === 0) for (const resume of this.waiting) resume();
    }
  }

  /** Notes how long ago a worker, this or another, last committed a small batch; in milliseconds. */
  noteInteractive(interactiveAgeMs = Number.POSITIVE_INFINITY): void {
    this.heardAtMs = performance.now();
    this.elsewhereUntilMs = this.heardAtMs - interactiveAgeMs + RECENT_MS;
  }

  /** Whether small batches arrive at the moment, or it is not known: steps should be short then. */
  get isShared(): boolean {
    const nowMs = performance.now();
    return (
      this.inHand > 0 ||
      nowMs - this.lastEndedMs < RECENT_MS ||
      nowMs < this.elsewhereUntilMs ||
      nowMs - this.heardAtMs > KNOWN_MS
    );
  }

  /** Resolves when the next step of bulk work may begin: never before what waits in the event loop has run. */
  async yieldToInteractive(): Promise<void> {
    if (this.inHand > 0) await this.untilFree();
    await new Promise(setImmediate);
  }

  private untilFree(): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.waiting.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, MAX_WAIT_MS);
      this.waiting.add(resume);
    });
  }
}
