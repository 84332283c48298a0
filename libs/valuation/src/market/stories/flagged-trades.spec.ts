import { expect, it } from "vitest";

import { recomputeMarket, valueByMarket } from "../value-by-market.js";
import { market, NOW, trades, USD } from "./given.js";

it("a flagged trade weighs less, and the VWAP's inputs say how much", () => {
  // 1 at 100, and 1 at 300 that is flagged at a quarter: (100 + 75) / 1.25 = 140; the median is 200.
  const state = market({
    ...trades({ price: 100, minutesAgo: 5 }, { price: 300, minutesAgo: 50 }),
    window: {
      sumPriceWeight: "175",
      sumWeight: "1.25",
      count: 2,
      flagged: { count: 1, weight: "0.25" },
    },
  });
  const { value, factors } = valueByMarket(state, USD, NOW);
  expect(factors.market[0]).toMatchObject({
    source: "vwap",
    value: "140.00",
    input: { trades: 2, flagged: 1, flagged_weight: "0.25" },
  });
  // (140 · 0.45 + 200 · 0.1575) / 0.6075
  expect(value).toBe("155.56");
  expect(recomputeMarket(factors)).toBe(value);
});

it("where all trades are flagged at nothing, there is no VWAP", () => {
  const state = market({
    ...trades({ price: 100, minutesAgo: 5 }, { price: 300, minutesAgo: 50 }),
    window: {
      sumPriceWeight: "0",
      sumWeight: "0",
      count: 2,
      flagged: { count: 2, weight: "0" },
    },
  });
  expect(valueByMarket(state, USD, NOW).chosenSource).toBe("sales_median");
});
