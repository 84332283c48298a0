/** Rows of numbers that are mostly zero: row r holds `values[starts[r] … starts[r+1])` at these columns. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  readonly width: number;
}

/** One such row. */
export interface SparseRow {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

export const toSparseRows = (rows: readonly SparseRow[], width: number): SparseRows => {
  const starts = new Int32Array(rows.length + 1);
  for (const [at, row] of rows.entries())
    starts[at + 1] = (starts[at] as number) + row.columns.length;
  const total = starts[rows.length] as number;
  const columns = new Int32Array(total);
  const values = new Float64Array(total);
  for (const [at, row] of rows.entries()) {
    columns.set(row.columns, starts[at]);
    values.set(row.values, starts[at]);
  }
  return { starts, columns, values, width };
};
