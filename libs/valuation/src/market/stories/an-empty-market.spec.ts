import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { quoteOf } from "../quote.js";
import { NOW } from "./given.js";

it("nothing known: the baseline, a wide interval, and little confidence", () => {
  const valuation = valueByMarket(undefined, quoteOf("one", "USD"), NOW);
  expect(valuation).toMatchObject({
    value: "10.00",
    low: "1.46",
    high: "68.37",
    chosenSource: "anchor",
    hasSignal: false,
  });
  expect(valuation.confidence).toBeLessThan(0.4);
});

it("an .eth name is quoted in ETH, to six places", () => {
  expect(valueByMarket(undefined, quoteOf("eth", "USD"), NOW)).toMatchObject({
    value: "0.010000",
    currency: "ETH",
  });
});

it("other suffixes are quoted in the platform's currency", () => {
  expect(valueByMarket(undefined, quoteOf("com", "EUR"), NOW).currency).toBe("EUR");
});
