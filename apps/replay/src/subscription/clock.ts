import { wallClockMs } from "#telemetry";

/** The longest that a timer of this platform can wait: a longer one would go off at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time, so that tests can bring their own. */
export interface Clock {
  /** Milliseconds from some beginning, with a fraction: never backwards, whoever sets the machine's clock. */
  now(): number;
  /** Milliseconds since the Unix epoch, with a fraction: what is told to others. It may jump. */
  wall(): number;
  /** Runs something after a while, of at most `MAX_TIMER_MS`. @returns what takes it back */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: wallClockMs,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
