import { expect, it } from "vitest";

import { valueByMarket } from "../value-by-market.js";

import { quoteOf } from "../quote.js";
import { market, NOW, USD } from "./given.js";

it("nothing known: the baseline, a wide interval, and little confidence", () => {
  const valuation = valueByMarket(
    undefined,
    quoteOf("one", { base: "USD", bySuffix: new Map([["eth", "ETH"]]) }),
    NOW,
  );
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
  expect(
    valueByMarket(
      undefined,
      quoteOf("eth", { base: "USD", bySuffix: new Map([["eth", "ETH"]]) }),
      NOW,
    ),
  ).toMatchObject({
    value: "0.010000",
    currency: "ETH",
  });
});

it("other suffixes are quoted in the platform's currency", () => {
  expect(
    valueByMarket(undefined, quoteOf("com", { base: "EUR", bySuffix: new Map() }), NOW).currency,
  ).toBe("EUR");
});

it("asking again makes a name of which nothing is known no surer", () => {
  const first = valueByMarket(undefined, USD, NOW);
  const again = valueByMarket(
    market({ previous: { value: first.value, atMs: NOW } }),
    USD,
    NOW + 1_000,
  );
  expect(again).toMatchObject({
    value: first.value,
    low: first.low,
    high: first.high,
    confidence: first.confidence,
  });
});
