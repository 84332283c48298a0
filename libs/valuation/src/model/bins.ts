/** Most bins of a feature. */
const MAX_BINS = 128;

/** Features as bins: rows up to the edge e of bin b have at most the value e. */
export interface Bins {
  readonly columns: readonly Uint8Array[];
  /** Upper edges of all bins but the last. */
  readonly edges: readonly Float64Array[];
  readonly most: number;
}

/**
 * Bins each feature by its quantiles over the rows to learn from; edges lie half way between two values that occur,
 * so that a threshold is an exact number and never one that a name has.
 */
export const binFeatures = (columns: readonly Float64Array[], rows: Int32Array): Bins => {
  const edges = columns.map((column) => edgesOf(column, rows));
  return {
    edges,
    columns: columns.map((column, feature) => toBins(column, edges[feature] as Float64Array)),
    most: MAX_BINS,
  };
};

const edgesOf = (column: Float64Array, rows: Int32Array): Float64Array => {
  const sorted = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) sorted[at] = column[rows[at] as number] as number;
  sorted.sort();
  const edges: number[] = [];
  const perBin = sorted.length / MAX_BINS;
  let next = perBin;
  for (let at = 1; at < sorted.length; at += 1) {
    const below = sorted[at - 1] as number;
    const above = sorted[at] as number;
    if (below === above || at < next) continue;
    edges.push((below + above) / 2);
    if (edges.length === MAX_BINS - 1) break;
    next = Math.max(at, next) + perBin;
  }
  return Float64Array.from(edges);
};

const toBins = (column: Float64Array, edges: Float64Array): Uint8Array => {
  const bins = new Uint8Array(column.length);
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= (edges[middle] as number)) high = middle;
      else low = middle + 1;
    }
    bins[row] = low;
  }
  return bins;
};
