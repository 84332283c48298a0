/** Validity of a reading: two quartz clocks drift by at most a millisecond per minute. */
const READ_AGAIN_MS = 10_000;
/** After a failed reading. */
const TRY_AGAIN_MS = 1_000;
/** If the process's two clocks differ by more, the machine has slept, or its clock was set. */
const MAX_DRIFT_MS = 500;

/** A reading of the database's clock, relative to the process's monotonic clock. */
interface Reading {
  /** The database's time less `performance.now()`. */
  readonly offsetMs: number;
  /** `Date.now()` less `performance.now()` then. */
  readonly ownOffsetMs: number;
}

const ownOffsetMs = (): number => Date.now() - performance.now();

/**
 * The database's clock, the same for every process, by which all decisions about time are made. It is read every
 * ten seconds and extrapolated in between, so that a call costs no round trip.
 */
export class DatabaseClock {
  private reading: Reading | undefined;
  private readAgainAtMs = 0;
  private pending: Promise<void> | undefined;

  /** @param ask reads the database's clock, in milliseconds since the Unix epoch */
  constructor(private readonly ask: () => Promise<number>) {}

  /**
   * Milliseconds since the Unix epoch, to within some milliseconds. While the database is unavailable, the last reading is
   * extrapolated; before the first one, the process's own clock is used.
   */
  async nowMs(): Promise<number> {
    const isCarried =
      this.reading !== undefined &&
      Math.abs(ownOffsetMs() - this.reading.ownOffsetMs) <= MAX_DRIFT_MS;
    if (!isCarried || performance.now() >= this.readAgainAtMs) {
      const reading = (this.pending ??= this.read());
      // No caller waits for a reading that only refreshes a valid one.
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
      // Callers that need the database for more get its error there.
      this.readAgainAtMs = performance.now() + TRY_AGAIN_MS;
      if (this.reading !== undefined)
        this.reading = { ...this.reading, ownOffsetMs: ownOffsetMs() };
    } finally {
      this.pending = undefined;
    }
  }
}
