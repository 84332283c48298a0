import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { HOUR, market, NOW, trades, USD } from "./given.js";

it("nothing for a day: the previous value, decayed towards the baseline, alone", () => {
  const state = market({
    ...trades({ price: 400, minutesAgo: 1_440 }),
    floorAsk: "900",
    askCount: 1,
    previous: { value: "510", atMs: NOW - 24 * HOUR },
  });
  // e^(−5e−5 · 86400) = 0.0132999…; 510 · 0.0133 + 10 · 0.9867 = 16.65.
  const valuation = valueByMarket(state, USD, NOW);
  expect(valuation).toMatchObject({ value: "16.65", chosenSource: "anchor", hasSignal: false });
  expect(valuation.factors.market).toHaveLength(1);
});

it("silence begins after an hour, not before", () => {
  const listed = (ageMs: number) =>
    market({ floorAsk: "900", askCount: 1, lastSignalAtMs: NOW - ageMs });
  expect(valueByMarket(listed(HOUR), USD, NOW).chosenSource).toBe("floor");
  expect(valueByMarket(listed(HOUR + 1), USD, NOW).chosenSource).toBe("anchor");
});

it("the longer the silence, the wider the interval", () => {
  const after = (hours: number) =>
    valueByMarket(
      market({
        lastSignalAtMs: NOW - hours * HOUR - 1,
        previous: { value: "500", atMs: NOW - hours * HOUR },
      }),
      USD,
      NOW,
    );
  expect(after(10).confidence).toBeLessThan(after(1).confidence);
});
