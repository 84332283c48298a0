/** The value below which a share of the samples lies (nearest rank). `share` from 0 to 1. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ??
    Number.NaN
  );
};

export interface Summary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export const summarise = (samplesMs: readonly number[]): Summary => ({
  count: samplesMs.length,
  p50Ms: percentile(samplesMs, 0.5),
  p95Ms: percentile(samplesMs, 0.95),
  p99Ms: percentile(samplesMs, 0.99),
});
