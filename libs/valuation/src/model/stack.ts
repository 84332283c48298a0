/** A weighted sum of members, with weights that are not below zero. */
export interface StackWeights {
  readonly intercept: number;
  readonly weights: Float64Array;
}

/**
 * Weights of members that were each learned without the row in question (Wolpert 1992; Breiman 1996): least squares
 * with weights at least zero, by cyclic coordinate descent.
 */
export const fitStack = (
  members: readonly Float64Array[],
  targets: Float64Array,
  rows: Int32Array,
): StackWeights => {
  const meanOf = (values: Float64Array): number =>
    rows.reduce((sum, row) => sum + (values[row] as number), 0) / rows.length;
  const means = members.map(meanOf);
  const targetMean = meanOf(targets);
  const covariance = (a: Float64Array, aMean: number, b: Float64Array, bMean: number): number =>
    rows.reduce((sum, row) => sum + ((a[row] as number) - aMean) * ((b[row] as number) - bMean), 0);
  const grams = members.map((a, i) =>
    members.map((b, j) => covariance(a, means[i] as number, b, means[j] as number)),
  );
  const sides = members.map((a, i) => covariance(a, means[i] as number, targets, targetMean));

  const weights = new Float64Array(members.length);
  for (let round = 0; round < 500; round += 1) {
    for (let i = 0; i < weights.length; i += 1) {
      const gram = grams[i] as number[];
      let rest = sides[i] as number;
      for (let j = 0; j < weights.length; j += 1)
        if (j !== i) rest -= (gram[j] as number) * (weights[j] as number);
      weights[i] = gram[i] === 0 ? 0 : Math.max(0, rest / (gram[i] as number));
    }
  }
  const intercept = weights.reduce(
    (rest, weight, i) => rest - weight * (means[i] as number),
    targetMean,
  );
  return { intercept, weights };
};
