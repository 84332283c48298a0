import { wallClockMs } from "#telemetry";

/** The longest that a timer of this platform can wait: a longer one would go off at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time, so that tests can bring their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch, with a fraction; never backwards. */
  now(): number;
  /** Runs something after a while, of at most `MAX_TIMER_MS`. @returns what takes it back */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: wallClockMs,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
