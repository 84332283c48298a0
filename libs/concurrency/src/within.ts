/**
 * Waits for work, and no longer than a limit. The work itself goes on: nobody waits for it any more.
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
    timer = setTimeout(() => reject(late()), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
};
