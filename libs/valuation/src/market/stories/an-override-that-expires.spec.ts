import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { market, NOW, trades, USD } from "./given.js";

const state = market({
  ...trades({ price: 900, minutesAgo: 5 }, { price: 900, minutesAgo: 6 }),
  previous: { value: "250.00", atMs: NOW - 1_000 },
  dispute: { votes: 3, quorum: 3 },
  override: { value: "1234.5", expiresAtMs: NOW + 1 },
});

it("an override replaces everything, a dispute too, and is exact", () => {
  expect(valueByMarket(state, USD, NOW)).toMatchObject({
    value: "1234.50",
    low: "1234.50",
    high: "1234.50",
    confidence: 1,
    chosenSource: "override",
  });
});

it("until it expires", () => {
  expect(valueByMarket(state, USD, NOW + 1).chosenSource).toBe("dispute_hold");
});
