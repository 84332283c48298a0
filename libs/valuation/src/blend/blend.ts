import type { Source } from "#contracts";

import { Z_80 } from "../market/interval.js";

/**
 * One opinion of a price, as log10 of an amount. `sigmaLow` and `sigmaHigh` are the standard deviations below and
 * above it: a z of them is 80 % of what it may be off by.
 */
export interface Opinion {
  readonly source: Source;
  readonly log10Price: number;
  readonly sigmaLow: number;
  readonly sigmaHigh: number;
}

/** Opinions as one price, all log10. */
export interface Blend {
  readonly log10Price: number;
  readonly log10Low: number;
  readonly log10High: number;
  /** In the order of the opinions; they add up to 1. */
  readonly weights: readonly number[];
  /** How far the opinions lie apart: their weighted standard deviation. */
  readonly dispersion: number;
}

/** Minimum error of an opinion, in log10: a fiftieth. */
const MIN_SIGMA = 0.01;

/**
 * Combines opinions by how sure each is: weights are inverse variances in log price, which is the mean of least
 * variance for independent errors (Bates and Granger 1969). What they disagree by is added to the interval, so that
 * two sure opinions far apart do not make a sure value. One opinion alone comes out as it went in.
 */
export const blendOpinions = (opinions: readonly Opinion[]): Blend => {
  const precisions = opinions.map(
    ({ sigmaLow, sigmaHigh }) => 1 / Math.max(MIN_SIGMA, (sigmaLow + sigmaHigh) / 2) ** 2,
  );
  const total = precisions.reduce((sum, precision) => sum + precision, 0);
  const weights = precisions.map((precision) => precision / total);
  const weighted = (of: (opinion: Opinion) => number): number =>
    opinions.reduce((sum, opinion, at) => sum + (weights[at] as number) * of(opinion), 0);

  const log10Price = weighted((opinion) => opinion.log10Price);
  const dispersion = Math.sqrt(weighted((opinion) => (opinion.log10Price - log10Price) ** 2));
  const sigma = (side: "sigmaLow" | "sigmaHigh"): number => {
    const precision = opinions.reduce(
      (sum, opinion) => sum + 1 / Math.max(MIN_SIGMA, opinion[side]) ** 2,
      0,
    );
    return Math.sqrt(1 / precision + dispersion ** 2);
  };
  return {
    log10Price,
    log10Low: log10Price - Z_80 * sigma("sigmaLow"),
    log10High: log10Price + Z_80 * sigma("sigmaHigh"),
    weights,
    dispersion,
  };
};
