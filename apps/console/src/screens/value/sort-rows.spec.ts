import { expect, it } from "vitest";

import { rowOf } from "./row.js";
import { arrangeRows } from "./sort-rows.js";

const valued = (domain: string, value: string, confidence: number, index: number) =>
  rowOf(
    {
      domain,
      value,
      currency: "USD",
      low: value,
      high: value,
      confidence,
      chosen_source: "vwap",
    } as never,
    index,
  );
const rows = [
  valued("bravo.one", "20.00", 0.5, 0),
  rowOf(
    { input: "localhost", index: 1, error: { code: "single_label", detail: "has one label" } },
    1,
  ),
  valued("alpha.one", "100.00", 0.2, 2),
];
const names = (arranged: readonly { input: string }[]): string[] =>
  arranged.map(({ input }) => input);
const all = { text: "", show: "all" } as const;

it("sorts by figures, not by their text, and puts errors last both ways", () => {
  expect(names(arrangeRows(rows, all, { by: "value", isDescending: true }))).toEqual([
    "alpha.one",
    "bravo.one",
    "localhost",
  ]);
  expect(names(arrangeRows(rows, all, { by: "value", isDescending: false }))).toEqual([
    "bravo.one",
    "alpha.one",
    "localhost",
  ]);
});

it("keeps the order that was asked, and the rows themselves as they are", () => {
  expect(names(arrangeRows(rows, all, { by: "index", isDescending: false }))).toEqual([
    "bravo.one",
    "localhost",
    "alpha.one",
  ]);
  arrangeRows(rows, all, { by: "name", isDescending: true });
  expect(names(rows)).toEqual(["bravo.one", "localhost", "alpha.one"]);
});

it("filters by text and by errors", () => {
  const order = { by: "index", isDescending: false } as const;
  expect(names(arrangeRows(rows, { text: "ALPHA", show: "all" }, order))).toEqual(["alpha.one"]);
  expect(names(arrangeRows(rows, { text: "", show: "errors" }, order))).toEqual(["localhost"]);
  expect(names(arrangeRows(rows, { text: "", show: "valued" }, order))).toHaveLength(2);
});
