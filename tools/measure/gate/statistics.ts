import { seededRandom } from "#valuation";

import { percentile } from "../bench/statistics.js";

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
    : (sorted[Math.floor(middle)] ?? Number.NaN);
};

/** How much slower the candidate is, and between what bounds that lies. */
export interface Ratio {
  readonly median: number;
  /** Of the 95 % interval. */
  readonly lower: number;
  readonly upper: number;
}

const RESAMPLES = 4_000;

/** The median of the pairs' ratios with its bootstrap interval: the pairs are drawn again, with repetition. */
export const ratioOf = (ratios: readonly number[], random = seededRandom(1)): Ratio => {
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(ratios.map(() => ratios[Math.floor(random() * ratios.length)] ?? Number.NaN)),
  );
  return {
    median: median(ratios),
    lower: percentile(medians, 0.025),
    upper: percentile(medians, 0.975),
  };
};

export type Verdict = "slower" | "not slower" | "inconclusive";

/**
 * Slower: certainly slower at all, and by more than the limit by the median. Not slower: certainly within the
 * limit. Anything else is not known yet.
 */
export const judge = ({ median: middle, lower, upper }: Ratio, limit: number): Verdict => {
  if (lower > 1 && middle > limit) return "slower";
  return upper <= limit ? "not slower" : "inconclusive";
};

/** The measures of one slice of load on one revision. */
export interface Slice {
  readonly cpuMsPerOp: number;
  readonly p95OverFloor: number;
}

/** Four slices in a row, base and candidate as A B B A: a machine that drifts steadily favours neither. */
export interface Pair {
  readonly base: readonly [Slice, Slice];
  readonly candidate: readonly [Slice, Slice];
}

const MEASURES = [
  { name: "CPU per request", limit: 1.1, of: ({ cpuMsPerOp }: Slice) => cpuMsPerOp },
  { name: "p95 over floor", limit: 1.2, of: ({ p95OverFloor }: Slice) => p95OverFloor },
] as const;

/** What the pairs say of one measure. */
export interface Finding {
  readonly name: string;
  readonly limit: number;
  readonly ratio: Ratio;
  readonly verdict: Verdict;
}

/** One finding for each measure. */
export const findingsOf = (pairs: readonly Pair[]): Finding[] =>
  MEASURES.map(({ name, limit, of }) => {
    const sum = ([first, second]: readonly [Slice, Slice]): number => of(first) + of(second);
    const ratio = ratioOf(pairs.map(({ base, candidate }) => sum(candidate) / sum(base)));
    return { name, limit, ratio, verdict: judge(ratio, limit) };
  });

/** Slower by one measure is slower; all must be known to be well for it to be well. */
export const overall = (findings: readonly Finding[]): Verdict => {
  if (findings.some(({ verdict }) => verdict === "slower")) return "slower";
  return findings.every(({ verdict }) => verdict === "not slower") ? "not slower" : "inconclusive";
};
