/** A point of a curve: the score or an amount, and what belongs to it. */
type Point = readonly [at: number, amount: number];

/** What investors pay at auction for a .com of a score, in USD. Chosen; see docs/model.md for what it was checked on. */
const PRICE_BY_SCORE: readonly Point[] = [
  [-4, 5],
  [-1.6, 13],
  [-1.2, 25],
  [-0.9, 70],
  [-0.6, 160],
  [-0.3, 400],
  [0, 1_000],
  [0.3, 3_200],
  [0.6, 10_000],
  [1, 40_000],
  [1.4, 160_000],
  [1.8, 630_000],
];
/**
 * The 80 % range of a value, in USD. Among names that sell, the label explains a fiftieth of the price: so the low end
 * of a usual name stays at what nobody wanted and the high end at what the dearest tenth of sold names brings, and only
 * names far above the usual move both.
 */
const LOW_BY_VALUE: readonly Point[] = [
  [10, 5],
  [160, 14],
  [400, 35],
  [1_000, 85],
  [3_200, 110],
  [10_000, 170],
  [40_000, 700],
  [160_000, 6_000],
  [630_000, 50_000],
];
const HIGH_BY_VALUE: readonly Point[] = [
  [10, 150],
  [17, 250],
  [27, 1_600],
  [160, 2_000],
  [400, 4_500],
  [1_000, 10_000],
  [3_200, 20_000],
  [10_000, 45_000],
  [40_000, 200_000],
  [160_000, 1_000_000],
  [630_000, 5_000_000],
];
/** The same of what an end user pays, by the value (not by the retail price). */
const RETAIL_LOW_BY_VALUE: readonly Point[] = [
  [10, 15],
  [27, 24],
  [160, 120],
  [400, 250],
  [1_000, 400],
  [3_200, 600],
  [10_000, 900],
  [40_000, 2_500],
  [160_000, 12_000],
  [630_000, 100_000],
];
const RETAIL_HIGH_BY_VALUE: readonly Point[] = [
  [10, 2_000],
  [17, 3_000],
  [27, 5_500],
  [160, 11_000],
  [400, 22_000],
  [1_000, 45_000],
  [3_200, 100_000],
  [10_000, 200_000],
  [40_000, 600_000],
  [160_000, 2_500_000],
  [630_000, 12_000_000],
];
/** An end user pays nine times what an investor does, up to the median of what is sold at auction … */
const RETAIL_FACTOR = 9;
const AUCTION_MEDIAN_USD = 265;
/** … and less beyond: the dearest names are bought by end users at auction too. */
const RETAIL_SLOPE = 0.8;

/** The two ends of a range, log10 of USD. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A curve through points that rise, straight in log10 of the amount; beyond the ends its last slope goes on. */
const curve = (points: readonly Point[], isLogAt: boolean): ((at: number) => number) => {
  const ats = points.map(([at]) => (isLogAt ? Math.log10(at) : at));
  const logs = points.map(([, amount]) => Math.log10(amount));
  return (at) => {
    let right = 1;
    while (right < ats.length - 1 && at > (ats[right] as number)) right += 1;
    const from = ats[right - 1] as number;
    const to = ats[right] as number;
    const low = logs[right - 1] as number;
    return low + ((at - from) / (to - from)) * ((logs[right] as number) - low);
  };
};

const priceByScore = curve(PRICE_BY_SCORE, false);
const lowByValue = curve(LOW_BY_VALUE, true);
const highByValue = curve(HIGH_BY_VALUE, true);
const retailLowByValue = curve(RETAIL_LOW_BY_VALUE, true);
const retailHighByValue = curve(RETAIL_HIGH_BY_VALUE, true);

/** log10 of the USD that a .com of a score brings at auction. */
export const log10PriceOf = (score: number): number => priceByScore(score);

/** The 80 % range of a .com of a value, both log10 of USD. */
export const rangeOf = (log10Value: number): Range => ({
  low: Math.min(log10Value, lowByValue(log10Value)),
  high: Math.max(log10Value, highByValue(log10Value)),
});

const LOG10_MEDIAN = Math.log10(AUCTION_MEDIAN_USD);
const LOG10_FACTOR = Math.log10(RETAIL_FACTOR);

/** log10 of what an end user pays for a name of a value, log10 of USD; it rises with the value. */
export const log10RetailOf = (log10Value: number): number =>
  LOG10_FACTOR +
  Math.min(log10Value, LOG10_MEDIAN) +
  RETAIL_SLOPE * Math.max(0, log10Value - LOG10_MEDIAN);

/** The value of a name for which an end user paid this: the inverse of `log10RetailOf`. */
export const log10ValueOfRetail = (log10Retail: number): number => {
  const above = log10Retail - LOG10_FACTOR - LOG10_MEDIAN;
  return LOG10_MEDIAN + (above > 0 ? above / RETAIL_SLOPE : above);
};

/** The 80 % range of what an end user pays for a .com of a value, all log10 of USD. */
export const retailRangeOf = (log10Value: number): Range => {
  const retail = log10RetailOf(log10Value);
  return {
    low: Math.min(retail, retailLowByValue(log10Value)),
    high: Math.max(retail, retailHighByValue(log10Value)),
  };
};

/** An amount that is never below another, and still rises with the first: both log10. */
export const atLeast = (log10: number, log10Floor: number): number =>
  0.5 * Math.log10(10 ** (2 * log10) + 10 ** (2 * log10Floor));
