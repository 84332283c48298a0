/** How well estimates predict prices, both as log10; for every measure, higher is better. */
export interface Measures {
  readonly names: number;
  /** Rank correlation, −1 to 1. */
  readonly spearman: number;
  /** Share of the variance of log price that is explained; below 0 is worse than the mean. */
  readonly r2: number;
  /** How often the more expensive of two names is ranked higher, if their prices differ tenfold or more. */
  readonly pairwise: number;
  /** How often a name above the price is ranked before one below it, by price. */
  readonly auc: Readonly<Record<string, number>>;
  /** The share of the dearest tenth that is in the tenth that was estimated highest. */
  readonly topDecile: number;
}

/** Price thresholds of `auc`, in the currency of the sales. */
export const AUC_PRICES = [0.1, 1, 10];

/** Measures estimates against prices, both log10 and in the same order. */
export const measure = (estimates: Float64Array, prices: Float64Array): Measures => ({
  names: prices.length,
  spearman: correlation(ranks(estimates), ranks(prices)),
  r2: explained(estimates, prices),
  pairwise: pairwise(estimates, prices),
  auc: Object.fromEntries(
    AUC_PRICES.map((price) => [String(price), auc(estimates, prices, Math.log10(price))]),
  ),
  topDecile: topDecile(estimates, prices),
});

/** Ranks from 1; equal values share their mean rank. */
export const ranks = (values: Float64Array): Float64Array => {
  const order = Int32Array.from(values, (_, at) => at).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
  const ranked = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number])
      to += 1;
    for (let at = from; at < to; at += 1) ranked[order[at] as number] = (from + to + 1) / 2;
    from = to;
  }
  return ranked;
};

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const correlation = (a: Float64Array, b: Float64Array): number => {
  const aMean = meanOf(a);
  const bMean = meanOf(b);
  let both = 0;
  let aa = 0;
  let bb = 0;
  for (let at = 0; at < a.length; at += 1) {
    const da = (a[at] as number) - aMean;
    const db = (b[at] as number) - bMean;
    both += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa === 0 || bb === 0 ? 0 : both / Math.sqrt(aa * bb);
};

const explained = (estimates: Float64Array, prices: Float64Array): number => {
  const mean = meanOf(prices);
  let missed = 0;
  let total = 0;
  for (let at = 0; at < prices.length; at += 1) {
    missed += ((prices[at] as number) - (estimates[at] as number)) ** 2;
    total += ((prices[at] as number) - mean) ** 2;
  }
  return total === 0 ? 0 : 1 - missed / total;
};

/** The area under the receiver operating characteristic: Mann and Whitney's U by the ranks. 0.5 without both kinds. */
const auc = (estimates: Float64Array, prices: Float64Array, above: number): number => {
  const ranked = ranks(estimates);
  let sum = 0;
  let count = 0;
  for (let at = 0; at < prices.length; at += 1) {
    if ((prices[at] as number) > above) {
      sum += ranked[at] as number;
      count += 1;
    }
  }
  const rest = prices.length - count;
  return count === 0 || rest === 0 ? 0.5 : (sum - (count * (count + 1)) / 2) / (count * rest);
};

/** Counts concordant pairs with a Fenwick tree over the estimates' ranks; ties count half. */
const pairwise = (estimates: Float64Array, prices: Float64Array): number => {
  const ranked = ranks(estimates);
  const order = Int32Array.from(prices, (_, at) => at).sort(
    (a, b) => (prices[a] as number) - (prices[b] as number) || a - b,
  );
  const tree = new Int32Array(prices.length * 2 + 2);
  const upTo = (rank: number): number => {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += tree[at] as number;
    return sum;
  };
  let right = 0;
  let total = 0;
  let cheap = 0;
  for (const row of order) {
    const limit = (prices[row] as number) - 1 + 1e-12;
    while (cheap < order.length && (prices[order[cheap] as number] as number) <= limit) {
      for (
        let at = 2 * (ranked[order[cheap] as number] as number);
        at < tree.length;
        at += at & -at
      )
        tree[at] = (tree[at] as number) + 1;
      cheap += 1;
    }
    const rank = 2 * (ranked[row] as number);
    right += (upTo(rank) + upTo(rank - 1)) / 2;
    total += cheap;
  }
  return total === 0 ? 0.5 : right / total;
};

const topDecile = (estimates: Float64Array, prices: Float64Array): number => {
  const wanted = Math.max(1, Math.floor(prices.length / 10));
  const cut = estimates.toSorted()[prices.length - wanted] as number;
  const threshold = prices.toSorted()[prices.length - wanted] as number;
  const above = { count: 0, hits: 0 };
  const tied = { count: 0, hits: 0 };
  for (let at = 0; at < prices.length; at += 1) {
    const estimate = estimates[at] as number;
    if (estimate < cut) continue;
    const group = estimate > cut ? above : tied;
    group.count += 1;
    if ((prices[at] as number) >= threshold) group.hits += 1;
  }
  // Of names with the same estimate, as many count as there is room for, whatever their order in the file.
  return (above.hits + (tied.hits * (wanted - above.count)) / tied.count) / wanted;
};

/** How an interval held what it promised; widths are high ÷ low. */
export interface IntervalMeasures {
  readonly coverage: number;
  readonly meanWidth: number;
  readonly geometricMeanWidth: number;
  readonly medianWidth: number;
}

/** Measures intervals against prices, all log10. An end counts as within, to the precision of a double. */
export const measureIntervals = (
  lows: Float64Array,
  highs: Float64Array,
  prices: Float64Array,
): IntervalMeasures => {
  const widths = Float64Array.from(lows, (low, at) => (highs[at] as number) - low);
  let held = 0;
  for (let at = 0; at < prices.length; at += 1) {
    const price = prices[at] as number;
    if (price >= (lows[at] as number) - 1e-9 && price <= (highs[at] as number) + 1e-9) held += 1;
  }
  return {
    coverage: held / prices.length,
    meanWidth: meanOf(widths.map((width) => 10 ** width)),
    geometricMeanWidth: 10 ** meanOf(widths),
    medianWidth: 10 ** (widths.toSorted()[Math.floor(widths.length / 2)] as number),
  };
};
