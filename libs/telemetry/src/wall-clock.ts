/** The process's two clocks never part by so much by themselves: the machine has slept, or its clock was set. */
const MAX_DRIFT_MS = 250;

/** The wall clock less `performance.now()`. */
let offsetMs = performance.timeOrigin;

/**
 * The wall clock in milliseconds since the epoch, finer than a millisecond. It goes on evenly, whatever corrects the wall
 * clock by little, and follows it when the two diverge: `performance.now()` stands still while the machine sleeps.
 */
export const wallClockMs = (): number => {
  const evenMs = offsetMs + performance.now();
  const wallMs = Date.now();
  if (Math.abs(evenMs - wallMs) <= MAX_DRIFT_MS) return evenMs;
  offsetMs = wallMs - performance.now();
  return wallMs;
};
