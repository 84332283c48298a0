/** How long one step of bulk work may keep to itself what others wait for, in milliseconds. */
export const STEP_MS = 4;
/** The longest that a step of bulk work waits: under a steady load of small batches it is slowed, never starved. */
const MAX_WAIT_MS = 25;
/** So long after the last small batch the next one is still to be expected. */
const RECENT_MS = 250;

/**
 * Lets jobs that somebody waits for go first within this process. Bulk work comes in short steps and asks before each;
 * while a small batch is in hand the next step waits.
 */
export class RightOfWay {
  private inHand = 0;
  private lastEndedMs = Number.NEGATIVE_INFINITY;
  private readonly waiting = new Set<() => void>();

  /** Runs a job that somebody waits for. */
  async first<T>(run: () => Promise<T>): Promise<T> {
    this.inHand += 1;
    try {
      return await run();
    } finally {
      this.inHand -= 1;
      this.lastEndedMs = performance.now();
      if (this.inHand === 0) for (const resume of this.waiting) resume();
    }
  }

  /** Whether small batches come at the moment: steps should be small ones then. */
  get isShared(): boolean {
    return this.inHand > 0 || performance.now() - this.lastEndedMs < RECENT_MS;
  }

  /** Resolves when the next step of bulk work may begin: never before what waits in the event loop has run. */
  async give(): Promise<void> {
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
