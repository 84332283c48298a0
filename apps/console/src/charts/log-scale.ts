/** Places amounts on a logarithmic axis from 0 to 1. */
export interface LogScale {
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
  /** Powers of ten within, for the axis. */
  readonly ticks: readonly number[];
}

const least = 1e-6;

/** Between two powers of ten, where there is room for more than those. */
const BETWEEN = [2, 5];
/** So many decades have room. */
const MAX_FINE = 2;

/**
 * From the power of ten below the smallest to the one above the largest; a decade at the least.
 * @param isFine ticks between the powers of ten as well, where there are few of these
 */
export const logScale = (values: Iterable<number>, isFine = false): LogScale => {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const value of values) {
    if (!(value > 0)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (max === 0) [min, max] = [1, 10];
  const low = Math.floor(Math.log10(Math.max(min, least)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9));
  const step = Math.max(1, Math.ceil((high - low) / 4));
  const ticks: number[] = [];
  for (let power = low; power <= high; power += step) {
    ticks.push(10 ** power);
    if (isFine && high - low <= MAX_FINE && power < high)
      for (const between of BETWEEN) ticks.push(between * 10 ** power);
  }
  return {
    low: 10 ** low,
    high: 10 ** high,
    at: (value) =>
      Math.min(1, Math.max(0, (Math.log10(Math.max(value, least)) - low) / (high - low))),
    ticks,
  };
};
