/** A timer that fires so much too late shows that the process stood still. */
const MIN_STANDSTILL_MS = 100;

/**
 * Waits for work, and no longer than a limit. The work itself goes on: nobody waits for it any more. A process that stood
 * still could not hear the answer, and Node runs timers before it reads sockets: once, it waits for as long again.
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
      const standstillMs = performance.now() - dueMs;
      if (standstillMs < MIN_STANDSTILL_MS) reject(late());
      else timer = setTimeout(() => reject(late()), Math.min(standstillMs, limitMs));
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
};
