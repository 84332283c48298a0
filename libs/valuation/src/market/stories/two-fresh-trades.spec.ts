import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { market, NOW, trades, USD } from "./given.js";

it("two fresh trades: their VWAP and their median, which here are the same", () => {
  const valuation = valueByMarket(
    market(trades({ price: 100, minutesAgo: 5 }, { price: 300, minutesAgo: 50 })),
    USD,
    NOW,
  );
  expect(valuation).toMatchObject({
    value: "200.00",
    currency: "USD",
    chosenSource: "vwap",
    hasSignal: true,
  });
  expect(valuation.factors).toMatchObject({
    primary_source: "vwap",
    fallback_chain: [],
    // 0.45 and 0.1575, renormalised.
    market: [
      {
        source: "vwap",
        value: "200.00",
        weight: 0.740741,
        contribution: "148.15",
        input: { trades: 2 },
      },
      { source: "sales_median", value: "200.00", weight: 0.259259, contribution: "51.85" },
    ],
  });
});

it("larger trades weigh more", () => {
  // 1 at 100 and 3 at 300: VWAP 250, median 200; (250 · 0.45 + 200 · 0.1575) / 0.6075.
  const state = market({
    ...trades({ price: 100, minutesAgo: 5 }, { price: 300, minutesAgo: 50 }),
    window: { sumPriceWeight: "1000", sumWeight: "4", count: 2 },
  });
  expect(valueByMarket(state, USD, NOW).value).toBe("237.04");
});
