import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { market, MINUTE, NOW, USD } from "./given.js";

const bids = { medianBid: "80", bestBid: "100", bidCount: 3, lastSignalAtMs: NOW - MINUTE };

it("bids without asks have no middle: the best bid pulls the anchor half way up", () => {
  const valuation = valueByMarket(market(bids), USD, NOW);
  // Baseline 10 is under 70 % of 100, so (10 + 100) / 2.
  expect(valuation).toMatchObject({ value: "55.00", chosenSource: "anchor" });
  expect(valuation.factors.adjustments).toEqual([
    { kind: "best_bid_pull", best_bid: "100", from: "10", to: "55" },
  ]);
});

it("with an ask, the middle is that of the medians", () => {
  const state = market({ ...bids, medianAsk: "120", askCount: 1, floorAsk: "120" });
  // Mid (80 + 120) / 2 at 0.20 and floor 120 at 0.25: (100 · 0.20 + 120 · 0.25) / 0.45.
  expect(valueByMarket(state, USD, NOW)).toMatchObject({
    value: "111.11",
    chosenSource: "order_book_mid",
  });
});
