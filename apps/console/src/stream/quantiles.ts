export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly worst: number;
}

/** By nearest rank; undefined of nothing. */
export const quantilesOf = (values: readonly number[]): Quantiles | undefined => {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).toSorted();
  const at = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1) };
};
