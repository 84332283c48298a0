import { setTimeout as sleep } from "node:timers/promises";

/**
 * Lets callers go on at so many a second, by an absolute timetable: a call that comes late does not put off those
 * after it. Once the signal is aborted all waits end.
 */
export const paceAt = (perSecond: number, signal: AbortSignal): (() => Promise<void>) => {
  const startMs = performance.now();
  let turn = 0;
  return async () => {
    const dueMs = startMs + (turn * 1000) / perSecond;
    turn += 1;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  };
};
