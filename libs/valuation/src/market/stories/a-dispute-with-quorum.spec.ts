import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { market, NOW, trades, USD } from "./given.js";

const state = (votes: number) =>
  market({
    ...trades({ price: 900, minutesAgo: 5 }, { price: 900, minutesAgo: 6 }),
    previous: { value: "250.00", atMs: NOW - 1_000 },
    dispute: { votes, quorum: 3 },
  });

it("a dispute with quorum holds the value at its last", () => {
  expect(valueByMarket(state(3), USD, NOW)).toMatchObject({
    value: "250.00",
    chosenSource: "dispute_hold",
    isHeld: true,
  });
});

it("a dispute short of its quorum changes nothing", () => {
  const valuation = valueByMarket(state(2), USD, NOW);
  expect(valuation.chosenSource).toBe("vwap");
  expect(valuation.isHeld).toBe(false);
});
