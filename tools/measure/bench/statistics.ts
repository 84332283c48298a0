const ascending = (samples: readonly number[]): number[] => samples.toSorted((a, b) => a - b);
const nearestRank = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ??
  Number.NaN;

/** The value below which a share of the samples lies (nearest rank). `share` from 0 to 1. */
export const percentile = (samples: readonly number[], share: number): number =>
  nearestRank(ascending(samples), share);

/** The percentiles from 1 to 99; none without samples. */
export const quantiles = (samples: readonly number[]): number[] => {
  const sorted = ascending(samples);
  return sorted.length === 0
    ? []
    : Array.from({ length: 99 }, (_, index) => nearestRank(sorted, (index + 1) / 100));
};

interface Summary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export const summarise = (samplesMs: readonly number[]): Summary => {
  const sorted = ascending(samplesMs);
  return {
    count: sorted.length,
    p50Ms: nearestRank(sorted, 0.5),
    p95Ms: nearestRank(sorted, 0.95),
    p99Ms: nearestRank(sorted, 0.99),
  };
};
