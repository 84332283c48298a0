/** A timer that fires later than that shows that the process was paused. */
const MIN_PAUSE_MS = 100;

/**
 * Waits for work, and no longer than a limit. The work itself goes on: nobody waits for it any more. After a pause of the
 * process Node runs timers before it reads sockets, so the limit is extended once, by as long as the pause was.
 * @param late makes the error of work that is not done in time
 * @throws what `late` makes, and whatever the work throws in time
 */
export const within = async <T>(
  limitMs: number,
  work: Promise<T>,
  late: () => Error = () => new Error(`no answer within ${limitMs} ms`),
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const dueMs = performance.now() + limitMs;
    timer = setTimeout(() => {
      const pausedMs = performance.now() - dueMs;
      if (pausedMs < MIN_PAUSE_MS) reject(late());
      else timer = setTimeout(() => reject(late()), Math.min(pausedMs, limitMs));
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
};
