import type { Row } from "./row.js";

const COLUMNS = [
  "input",
  "domain",
  "value",
  "currency",
  "low",
  "high",
  "retail",
  "confidence",
  "source",
  "error",
] as const;

/** What a spreadsheet would take for a formula, were it the first character of a cell. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell that is text for every spreadsheet, whatever stands in it. */
export const csvCell = (text: string): string => {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
};

/** The rows as CSV, by RFC 4180, in parts that a Blob takes. */
export const csvOf = (rows: readonly Row[]): string[] => [
  `${COLUMNS.join(",")}\r\n`,
  ...rows.map((row) => `${cellsOf(row).map(csvCell).join(",")}\r\n`),
];

const cellsOf = (row: Row): readonly string[] => [
  row.input,
  row.domain ?? "",
  row.text.value,
  row.currency,
  row.text.low,
  row.text.high,
  row.retail?.text ?? "",
  row.error === undefined ? String(row.confidence) : "",
  row.source,
  row.error === undefined ? "" : `${row.error.code}: ${row.error.detail}`,
];

/** Hands the rows to the reader as a file. */
export const downloadCsv = (rows: readonly Row[], name: string): void => {
  const url = URL.createObjectURL(new Blob(csvOf(rows), { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
