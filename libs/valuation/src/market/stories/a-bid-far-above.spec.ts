import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { market, NOW, trades, USD } from "./given.js";

const traded = trades({ price: 100, minutesAgo: 5 }, { price: 100, minutesAgo: 6 });

it("a bid far above pulls the value half way up to it", () => {
  expect(valueByMarket(market({ ...traded, bestBid: "200" }), USD, NOW).value).toBe("150.00");
});

it("a bid at which the value is 70 % leaves it alone", () => {
  const valuation = valueByMarket(market({ ...traded, bestBid: "142.85" }), USD, NOW);
  expect(valuation.value).toBe("100.00");
  expect(valuation.factors.adjustments).toEqual([]);
});

it("the pull widens the interval: the market disagrees with itself", () => {
  const calm = valueByMarket(market(traded), USD, NOW);
  const pulled = valueByMarket(market({ ...traded, bestBid: "200" }), USD, NOW);
  expect(pulled.confidence).toBeLessThan(calm.confidence);
});
