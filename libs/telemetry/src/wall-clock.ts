/** The wall clock in milliseconds since the epoch, finer than a millisecond, and steady within a process. */
export const wallClockMs = (): number => performance.timeOrigin + performance.now();
