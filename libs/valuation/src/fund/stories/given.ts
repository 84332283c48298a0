import { Exact } from "../exact.js";
import { basketValue, openFund, type FundBook } from "../fund-book.js";

export const NOW = Date.parse("2026-01-15T12:00:00.000Z");
export const DAY_MS = 86_400_000;

/** A fund of two domains, 60 % and 40 %, of 1,000 shares at 100.00 each. */
export const fund = (
  values: readonly [string, string] = ["300.00", "70.00"],
): { book: FundBook; units: readonly string[]; basketAt: (...now: string[]) => Exact } => {
  const { book, units } = openFund(
    "USD",
    "1000",
    "100.00",
    [
      { weightBps: 6_000, value: values[0] },
      { weightBps: 4_000, value: values[1] },
    ],
    NOW,
  );
  return {
    book,
    units,
    /** What a basket is worth at other values. */
    basketAt: (...now) =>
      basketValue(now.map((value, index) => ({ value, units: units[index] ?? "0" }))),
  };
};

export const exact = (text: string): Exact => new Exact(text);
