import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { market, NOW, trades, USD } from "./given.js";

it("a lone stale trade says nothing: the baseline stands", () => {
  const valuation = valueByMarket(market(trades({ price: 5_000, minutesAgo: 800 })), USD, NOW);
  expect(valuation).toMatchObject({ value: "10.00", chosenSource: "anchor", hasSignal: false });
  expect(valuation.factors.fallback_chain).toEqual(["vwap", "order_book_mid", "floor"]);
});

it("a lone fresh trade is no VWAP, but it is a sale", () => {
  const valuation = valueByMarket(market(trades({ price: 5_000, minutesAgo: 5 })), USD, NOW);
  expect(valuation).toMatchObject({ value: "5000.00", chosenSource: "sales_median" });
  expect(valuation.factors.fallback_chain).toEqual(["vwap", "order_book_mid", "floor", "anchor"]);
});
