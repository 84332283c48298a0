import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  timeoutMs: number;
  /** What is waited for, for the error: "the batch to finish". */
  what: string;
  /** Between two looks; 20 ms by default. */
  pollMs?: number;
}

/** A sleep that takes longer by more than that shows that the process was paused. */
const MIN_PAUSE_MS = 200;

/**
 * Looks at a condition until it gives something truthy, and returns that.
 *
 * @throws when the time is over, naming what was waited for; at once, with the condition's own error, when it throws.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs, what, pollMs = 20 }: WaitOptions,
): Promise<NonNullable<Exclude<T, false | 0 | "">>> {
  let deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result) return result as NonNullable<Exclude<T, false | 0 | "">>;
    if (performance.now() >= deadlineMs) {
      throw new Error(`Waited ${timeoutMs / 1000} s for ${what}, in vain`);
    }
    const sleptAtMs = performance.now();
    await sleep(pollMs);
    // Time in which this process, or the machine, was paused does not count.
    deadlineMs += Math.max(0, performance.now() - sleptAtMs - pollMs - MIN_PAUSE_MS);
  }
}
