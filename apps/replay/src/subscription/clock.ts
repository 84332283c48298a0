import { wallClockMs } from "#telemetry";

/** Maximum delay of a timer in Node: a longer one would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The clock and timers, replaceable in tests. */
export interface Clock {
  /** Milliseconds of a monotonic clock, with a fraction. */
  now(): number;
  /** Milliseconds since the Unix epoch, with a fraction, for clients. It may jump. */
  wall(): number;
  /** Runs something after a while, of at most `MAX_TIMER_MS`. @returns a function that cancels it */
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
