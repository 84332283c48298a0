import { AUC_PRICES, type IntervalMeasures, type Measures } from "#valuation";

/** Something that estimates prices, and how well it did. */
export interface Judged {
  readonly name: string;
  readonly measures: Measures;
}

const COLUMNS = [
  "Spearman",
  "R²",
  "pairs 10×",
  ...AUC_PRICES.map((price) => `AUC>${price}`),
  "top 10 %",
];

const numbersOf = ({ measures }: Judged): string[] => [
  measures.spearman.toFixed(3),
  measures.r2.toFixed(3),
  measures.pairwise.toFixed(3),
  ...AUC_PRICES.map((price) => (measures.auc[String(price)] ?? 0.5).toFixed(3)),
  measures.topDecile.toFixed(3),
];

/** The measures as a table in Markdown, which also reads well as text. */
export const measureTable = (judged: readonly Judged[]): string => {
  const rows = [["", ...COLUMNS], ...judged.map((one) => [one.name, ...numbersOf(one)])];
  return toTable(rows);
};

/** Intervals as such a table. */
export const intervalTable = (
  judged: readonly { name: string; measures: IntervalMeasures }[],
): string =>
  toTable([
    ["80 % interval", "coverage", "geometric mean width", "mean width", "median width"],
    ...judged.map(({ name, measures }) => [
      name,
      `${(measures.coverage * 100).toFixed(1)} %`,
      `${measures.geometricMeanWidth.toFixed(1)}×`,
      `${measures.meanWidth.toFixed(1)}×`,
      `${measures.medianWidth.toFixed(1)}×`,
    ]),
  ]);

/** Rows as a table in Markdown, the first one being its header. */
export const toTable = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(Math.max(1, width - 1))}:`)).join(" | ")} |`;
  return [line(rows[0] ?? []), rule, ...rows.slice(1).map(line)].join("\n");
};
