import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { market, NOW, trades, USD } from "./given.js";

it("every source at once: weighted by hand", () => {
  const state = market({
    ...trades(
      { price: 100, minutesAgo: 1 },
      { price: 140, minutesAgo: 2 },
      { price: 150, minutesAgo: 3 },
    ),
    medianBid: "90",
    bestBid: "95",
    bidCount: 2,
    medianAsk: "130",
    floorAsk: "125",
    askCount: 2,
    previous: { value: "110", atMs: NOW },
  });
  // VWAP 130 · 0.45 + mid 110 · 0.20 + floor 125 · 0.25 + median 140 · 0.1575 + anchor 110 · 0.10 = 144.8; / 1.1575.
  const valuation = valueByMarket(state, USD, NOW);
  expect(valuation.value).toBe("125.10");
  expect(valuation.factors.market.map(({ source }) => source)).toEqual([
    "vwap",
    "order_book_mid",
    "floor",
    "sales_median",
    "anchor",
  ]);
  expect(valuation.factors.market.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 5);
});
