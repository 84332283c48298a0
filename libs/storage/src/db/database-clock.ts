/** How long a reading of the database's clock is good for: two quartz clocks part by a millisecond a minute at most. */
const READ_AGAIN_MS = 10_000;
/** After a reading that failed. */
const TRY_AGAIN_MS = 1_000;
/** The process's two clocks never part by so much by themselves: the machine has slept, or its clock was set. */
const MAX_DRIFT_MS = 500;

/** A reading of the database's clock, by the clock of the process that no one can set. */
interface Reading {
  /** The database's time less `performance.now()`. */
  readonly offsetMs: number;
  /** `Date.now()` less `performance.now()` then. */
  readonly ownOffsetMs: number;
}

const ownOffsetMs = (): number => Date.now() - performance.now();

/**
 * The database's clock, which is the same for every process: what is decided by time is decided by it. It is read every
 * ten seconds and carried on in between, so that asking it costs no round trip.
 */
export class DatabaseClock {
  private reading: Reading | undefined;
  private readAgainAtMs = 0;
  private pending: Promise<void> | undefined;

  /** @param ask reads the database's clock, in milliseconds since the Unix epoch */
  constructor(private readonly ask: () => Promise<number>) {}

  /**
   * Milliseconds since the Unix epoch, right to some milliseconds. While the database cannot be asked, the last reading is
   * carried on; before the first one, the process's own clock is all there is.
   */
  async nowMs(): Promise<number> {
    const isCarried =
      this.reading !== undefined &&
      Math.abs(ownOffsetMs() - this.reading.ownOffsetMs) <= MAX_DRIFT_MS;
    if (!isCarried || performance.now() >= this.readAgainAtMs) {
      const reading = (this.pending ??= this.read());
      // Nobody waits for a reading that only makes a good one better.
      if (!isCarried) await reading;
    }
    return performance.now() + (this.reading?.offsetMs ?? ownOffsetMs());
  }

  private async read(): Promise<void> {
    const askedAtMs = performance.now();
    try {
      const nowMs = await this.ask();
      const answeredAtMs = performance.now();
      this.reading = {
        offsetMs: nowMs - (askedAtMs + answeredAtMs) / 2,
        ownOffsetMs: ownOffsetMs(),
      };
      this.readAgainAtMs = answeredAtMs + READ_AGAIN_MS;
    } catch {
      // Whoever needs the database for more than the time hears of it there.
      this.readAgainAtMs = performance.now() + TRY_AGAIN_MS;
      if (this.reading !== undefined)
        this.reading = { ...this.reading, ownOffsetMs: ownOffsetMs() };
    } finally {
      this.pending = undefined;
    }
  }
}
