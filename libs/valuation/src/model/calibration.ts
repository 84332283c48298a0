/** How names with about the same estimate sold, at estimates that rise: between two of them, one interpolates. */
export interface Calibration {
  readonly estimates: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** The chance of selling at the market's minimum. */
  readonly atMinimum: Float64Array;
  /** log10 of the market's minimum; undefined where the sales show none. */
  readonly log10Minimum: number | undefined;
}

/** The share of prices that an interval is to hold. */
const COVERAGE = 0.8;
const GROUPS = 24;
/** A price that so many names share, and none is below, is a minimum and not a coincidence. */
const MINIMUM_SHARE = 0.05;

/** log10 of the least price, where enough names sold at exactly that. */
const minimumOf = (log10Prices: Float64Array): number | undefined => {
  let least = Number.POSITIVE_INFINITY;
  for (const price of log10Prices) least = Math.min(least, price);
  const count = log10Prices.filter((price) => price === least).length;
  return count >= MINIMUM_SHARE * log10Prices.length ? least : undefined;
};

/**
 * Split conformal prediction by groups of like estimates (Vovk's Mondrian; Lei et al. 2018): in each, the shortest range of log price
 * that holds 80 % of the sales, counted with one more so that it also holds for the next.
 * @param estimates of sales that the model had not seen, log10
 */
export const calibrate = (estimates: Float64Array, log10Prices: Float64Array): Calibration => {
  const order = Int32Array.from(estimates, (_, at) => at).sort(
    (a, b) => (estimates[a] as number) - (estimates[b] as number) || a - b,
  );
  const log10Minimum = minimumOf(log10Prices);
  const groups = Math.max(1, Math.min(GROUPS, Math.floor(order.length / 50)));
  const knots = {
    estimates: [] as number[],
    lows: [] as number[],
    highs: [] as number[],
    atMinimum: [] as number[],
  };
  for (let group = 0; group < groups; group += 1) {
    const members = order.subarray(
      Math.floor((group * order.length) / groups),
      Math.floor(((group + 1) * order.length) / groups),
    );
    const prices = Float64Array.from(members, (row) => log10Prices[row] as number).sort();
    const { low, high } = shortestRange(prices);
    knots.estimates.push(
      members.reduce((sum, row) => sum + (estimates[row] as number), 0) / members.length,
    );
    knots.lows.push(low);
    knots.highs.push(high);
    knots.atMinimum.push(prices.filter((price) => price === log10Minimum).length / prices.length);
  }
  return {
    estimates: Float64Array.from(knots.estimates),
    lows: Float64Array.from(knots.lows),
    highs: Float64Array.from(knots.highs),
    atMinimum: falling(knots.atMinimum),
    log10Minimum,
  };
};

/** The shortest range that holds 80 % of sorted prices, counted with one more so that it also holds for the next. */
export const shortestRange = (sorted: Float64Array): { low: number; high: number } => {
  const held = Math.min(sorted.length, Math.ceil(COVERAGE * (sorted.length + 1)));
  let best = { low: sorted[0] as number, high: sorted.at(-1) as number };
  for (let from = 0; from + held <= sorted.length; from += 1) {
    const low = sorted[from] as number;
    const high = sorted[from + held - 1] as number;
    if (high - low < best.high - best.low) best = { low, high };
  }
  return best;
};

/** The falling sequence nearest to this one: adjacent violators are pooled (Ayer et al. 1955). */
const falling = (values: readonly number[]): Float64Array => {
  const pools: { sum: number; count: number }[] = [];
  for (const value of values) {
    pools.push({ sum: value, count: 1 });
    for (;;) {
      const last = pools.at(-1);
      const before = pools.at(-2);
      if (!last || !before || before.sum / before.count >= last.sum / last.count) break;
      pools.splice(-2, 2, { sum: last.sum + before.sum, count: last.count + before.count });
    }
  }
  return Float64Array.from(
    pools.flatMap(({ sum, count }) => Array(count).fill(sum / count) as number[]),
  );
};

/** The calibration of an estimate: the 80 % range (log10), and the probability of the minimum. */
export const readCalibration = (
  calibration: Calibration,
  estimate: number,
): { low: number; high: number; atMinimum: number } => {
  const { estimates, lows, highs, atMinimum } = calibration;
  let right = 0;
  while (right < estimates.length && (estimates[right] as number) < estimate) right += 1;
  const left = Math.max(0, right - 1);
  right = Math.min(right, estimates.length - 1);
  const span = (estimates[right] as number) - (estimates[left] as number);
  const share = span > 0 ? (estimate - (estimates[left] as number)) / span : 0;
  const between = (values: Float64Array): number =>
    (values[left] as number) + share * ((values[right] as number) - (values[left] as number));
  // Beyond the dearest group there is nothing to go by but the estimate: the range moves with it.
  const beyond = Math.max(0, estimate - (estimates.at(-1) ?? estimate));
  const low = between(lows) + beyond;
  const high = between(highs) + beyond;
  return {
    low: Math.min(low, estimate),
    high: Math.max(high, estimate),
    atMinimum: between(atMinimum),
  };
};
