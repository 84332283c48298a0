import type { SparseRow, SparseRows } from "./sparse.js";

/** How hard weights are pulled to zero. */
const PENALTY = 10;
/** Dense features, of unit variance, are scaled by this: they are many more per name than what is sparse. */
const DENSE_SCALE = 0.05;
const STEPS = 60;

/** A linear model of dense features and sparse runs and words; weights are per unit of the raw feature. */
export interface RidgeWeights {
  readonly intercept: number;
  readonly dense: Float64Array;
  readonly sparse: Float64Array;
}

/**
 * Ridge regression, solved by conjugate gradients (Hestenes and Stiefel, 1952): as good as exact after 60 steps, and
 * never holds a matrix of weights by weights.
 * @param dense row-major, `width` numbers a row
 * @param rows which rows to learn from
 */
export const fitRidge = (
  dense: Float64Array,
  width: number,
  sparse: SparseRows,
  targets: Float64Array,
  rows: Int32Array,
): RidgeWeights => {
  const { mean, scale } = scaling(dense, width, rows);
  let targetMean = 0;
  for (const row of rows) targetMean += (targets[row] as number) / rows.length;

  const scaled = new Float64Array(rows.length * width);
  for (let at = 0; at < rows.length; at += 1) {
    const from = (rows[at] as number) * width;
    for (let f = 0; f < width; f += 1)
      scaled[at * width + f] =
        ((dense[from + f] as number) - (mean[f] as number)) * (scale[f] as number);
  }
  const size = width + sparse.width;
  const sparseMean = meanOfSparse(sparse, rows);
  // Columns are centred in thought alone: what is subtracted is the same for every row.
  const forward = (weights: Float64Array, into: Float64Array): void => {
    let shift = 0;
    for (let column = 0; column < sparse.width; column += 1)
      shift += (sparseMean[column] as number) * (weights[width + column] as number);
    for (let at = 0; at < rows.length; at += 1) {
      let sum = -shift;
      const from = at * width;
      for (let f = 0; f < width; f += 1)
        sum += (scaled[from + f] as number) * (weights[f] as number);
      const row = rows[at] as number;
      for (let k = sparse.starts[row] as number; k < (sparse.starts[row + 1] as number); k += 1)
        sum +=
          (sparse.values[k] as number) * (weights[width + (sparse.columns[k] as number)] as number);
      into[at] = sum;
    }
  };
  const backward = (residuals: Float64Array, into: Float64Array): void => {
    into.fill(0);
    let total = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const residual = residuals[at] as number;
      total += residual;
      const from = at * width;
      for (let f = 0; f < width; f += 1)
        into[f] = (into[f] as number) + (scaled[from + f] as number) * residual;
      const row = rows[at] as number;
      for (let k = sparse.starts[row] as number; k < (sparse.starts[row + 1] as number); k += 1) {
        const column = width + (sparse.columns[k] as number);
        into[column] = (into[column] as number) + (sparse.values[k] as number) * residual;
      }
    }
    for (let column = 0; column < sparse.width; column += 1)
      into[width + column] =
        (into[width + column] as number) - (sparseMean[column] as number) * total;
  };

  const weights = new Float64Array(size);
  const residual = new Float64Array(size);
  const product = new Float64Array(size);
  const outputs = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1)
    outputs[at] = (targets[rows[at] as number] as number) - targetMean;
  backward(outputs, residual);
  const direction = residual.slice();
  let squared = dot(residual, residual);
  for (let step = 0; step < STEPS && squared > 1e-12; step += 1) {
    forward(direction, outputs);
    backward(outputs, product);
    for (let i = 0; i < size; i += 1)
      product[i] = (product[i] as number) + PENALTY * (direction[i] as number);
    const length = squared / dot(direction, product);
    for (let i = 0; i < size; i += 1) {
      weights[i] = (weights[i] as number) + length * (direction[i] as number);
      residual[i] = (residual[i] as number) - length * (product[i] as number);
    }
    const next = dot(residual, residual);
    const kept = next / squared;
    squared = next;
    for (let i = 0; i < size; i += 1)
      direction[i] = (residual[i] as number) + kept * (direction[i] as number);
  }

  const raw = new Float64Array(width);
  let intercept = targetMean;
  for (let f = 0; f < width; f += 1) {
    raw[f] = (weights[f] as number) * (scale[f] as number);
    intercept -= (raw[f] as number) * (mean[f] as number);
  }
  for (let column = 0; column < sparse.width; column += 1)
    intercept -= (sparseMean[column] as number) * (weights[width + column] as number);
  return { intercept, dense: raw, sparse: weights.slice(width) };
};

/** What the model says of one name. */
export const predictRidge = (
  { intercept, dense, sparse }: RidgeWeights,
  features: Float64Array,
  offset: number,
  row: SparseRow,
): number => {
  let sum = intercept;
  for (let f = 0; f < dense.length; f += 1)
    sum += (dense[f] as number) * (features[offset + f] as number);
  for (let at = 0; at < row.columns.length; at += 1)
    sum += (sparse[row.columns[at] as number] as number) * (row.values[at] as number);
  return sum;
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

const meanOfSparse = (sparse: SparseRows, rows: Int32Array): Float64Array => {
  const mean = new Float64Array(sparse.width);
  for (const row of rows)
    for (let k = sparse.starts[row] as number; k < (sparse.starts[row + 1] as number); k += 1) {
      const column = sparse.columns[k] as number;
      mean[column] = (mean[column] as number) + (sparse.values[k] as number) / rows.length;
    }
  return mean;
};

const scaling = (
  dense: Float64Array,
  width: number,
  rows: Int32Array,
): { mean: Float64Array; scale: Float64Array } => {
  const mean = new Float64Array(width);
  const scale = new Float64Array(width);
  for (let f = 0; f < width; f += 1) {
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
      const value = dense[row * width + f] as number;
      sum += value;
      squares += value * value;
    }
    const center = sum / rows.length;
    const deviation = Math.sqrt(Math.max(0, squares / rows.length - center * center));
    mean[f] = center;
    scale[f] = deviation > 1e-9 ? DENSE_SCALE / deviation : 0;
  }
  return { mean, scale };
};
