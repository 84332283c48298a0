import type { Schema } from "#client";

/** One step of a sum: from where to where it goes. */
export interface Step {
  readonly source: string;
  readonly says: string;
  readonly weight: number;
  readonly from: number;
  readonly to: number;
}

export interface Sum {
  readonly steps: readonly Step[];
  readonly total: number;
}

const sumOf = (
  parts: readonly { source: string; value: string; weight: number; contribution: number }[],
): Sum => {
  let total = 0;
  const steps = parts.map(({ source, value, weight, contribution }) => {
    const from = total;
    total += contribution;
    return { source, says: value, weight, from, to: total };
  });
  return { steps, total };
};

/** The market's part: value × weight, which add up to an amount. */
export const marketSum = (factors: readonly Schema<"Factor">[]): Sum =>
  sumOf(factors.map((factor) => ({ ...factor, contribution: Number(factor.contribution) })));

/** The ensemble: weight × log10(value), which add up to log10 of the value. */
export const ensembleSum = ({ members }: Schema<"EnsembleFactors">): Sum =>
  sumOf(members.filter(({ weight }) => weight > 0));

/** Whether the sum is the value, but for what rounding leaves. */
export const isValue = (sum: number, value: string): boolean =>
  Math.abs(sum - Number(value)) <= Math.max(0.011, Number(value) * 1e-4);
