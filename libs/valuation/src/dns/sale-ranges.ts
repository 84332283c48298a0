import type { Range } from "./price-curve.js";

/** How far from their estimates sales lay, by estimates that rise: between two of them, one interpolates. All log10. */
export interface SaleRanges {
  readonly estimates: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
}

/** Sales of a group: enough that its tenth lowest and highest are not chance. */
const GROUP = 150;
const TAIL = 0.1;

/**
 * Split conformal prediction by groups of like estimates: in each, the range of residuals without the lowest and the
 * highest tenth, counted with one more so that it also holds for the next sale (Vovk; Lei et al. 2018). Ends at fixed
 * ranks, not the shortest range: of few sales the shortest holds fewer than it says.
 */
export const holdToSales = (
  sales: readonly { readonly estimate: number; readonly price: number }[],
): SaleRanges => {
  const sorted = sales.toSorted((a, b) => a.estimate - b.estimate);
  const groups = Math.max(1, Math.floor(sorted.length / GROUP));
  const ranges = { estimates: [] as number[], lows: [] as number[], highs: [] as number[] };
  for (let group = 0; group < groups; group += 1) {
    const members = sorted.slice(
      Math.floor((group * sorted.length) / groups),
      Math.floor(((group + 1) * sorted.length) / groups),
    );
    const residuals = members
      .map(({ estimate, price }) => price - estimate)
      .toSorted((a, b) => a - b);
    const tail = Math.max(0, Math.floor(TAIL * (residuals.length + 1)) - 1);
    ranges.estimates.push(
      members.reduce((sum, { estimate }) => sum + estimate, 0) / members.length,
    );
    ranges.lows.push(residuals[tail] as number);
    ranges.highs.push(residuals[residuals.length - 1 - tail] as number);
  }
  return ranges;
};

/** The 80 % range around an estimate; it never excludes the estimate itself. */
export const rangeAround = ({ estimates, lows, highs }: SaleRanges, estimate: number): Range => {
  let right = 0;
  while (right < estimates.length && (estimates[right] as number) < estimate) right += 1;
  const left = Math.max(0, right - 1);
  right = Math.min(right, estimates.length - 1);
  const from = estimates[left] as number;
  const span = (estimates[right] as number) - from;
  const share = span > 0 ? (estimate - from) / span : 0;
  const between = (ends: readonly number[]): number =>
    (ends[left] as number) + share * ((ends[right] as number) - (ends[left] as number));
  return {
    low: estimate + Math.min(0, between(lows)),
    high: estimate + Math.max(0, between(highs)),
  };
};
