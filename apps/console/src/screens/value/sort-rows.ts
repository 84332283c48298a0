import type { Row } from "./row.js";

export type SortBy = "index" | "name" | "value" | "low" | "retail" | "confidence" | "source";
export interface Sort {
  readonly by: SortBy;
  readonly isDescending: boolean;
}
export interface Filter {
  readonly text: string;
  readonly show: "all" | "valued" | "errors";
}

/** The rows that fit the filter, in order. Rows without the figure stand last, whichever way it is sorted. */
export const arrangeRows = (rows: readonly Row[], filter: Filter, sort: Sort): readonly Row[] => {
  const wanted = filter.text.trim().toLowerCase();
  const isAll = wanted === "" && filter.show === "all";
  const fitting = isAll
    ? rows.slice()
    : rows.filter(
        (row) =>
          (filter.show === "all" || (filter.show === "errors") === (row.error !== undefined)) &&
          (wanted === "" ||
            row.input.toLowerCase().includes(wanted) ||
            (row.domain?.includes(wanted) ?? false) ||
            row.source.includes(wanted)),
      );
  if (sort.by === "index") return sort.isDescending ? fitting.toReversed() : fitting;
  const sign = sort.isDescending ? -1 : 1;
  if (sort.by === "name" || sort.by === "source") {
    const text = sort.by === "name" ? nameOf : sourceOf;
    return fitting.sort((a, b) => sign * compareText(text(a), text(b)) || a.index - b.index);
  }
  const figure = FIGURES[sort.by];
  return fitting.sort((a, b) => {
    const [x, y] = [figure(a), figure(b)];
    if (Number.isNaN(x) || Number.isNaN(y))
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a.index - b.index;
    return sign * (x - y) || a.index - b.index;
  });
};

const nameOf = (row: Row): string => row.domain ?? row.input;
const sourceOf = (row: Row): string => row.source;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const FIGURES: Readonly<
  Record<Exclude<SortBy, "index" | "name" | "source">, (row: Row) => number>
> = {
  value: ({ value }) => value,
  low: ({ low }) => low,
  retail: ({ retail }) => retail?.value ?? Number.NaN,
  confidence: ({ confidence }) => confidence,
};
