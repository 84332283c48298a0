import { expect, it } from "vitest";

import { model, value } from "./given.js";

it("a name that never traded is the model's, with the model's interval and its reasons", () => {
  const valuation = value();
  expect(valuation).toMatchObject({
    value: "1.000000",
    low: "0.100000",
    high: "10.000000",
    currency: "ETH",
    chosenSource: "regression",
  });
  const { ensemble } = valuation.factors;
  expect(ensemble?.members).toEqual([
    { source: "regression", value: "1.467799", weight: 0.75, contribution: 0.125 },
    { source: "comparables", value: "0.316228", weight: 0.25, contribution: -0.125 },
  ]);
  expect(ensemble?.comparables).toEqual(model().nearest);
  expect(ensemble?.model).toEqual({
    id: "0123abcd",
    words: ["alpha"],
    at_minimum: { price: "0.010000", probability: 0.2 },
  });
});

it("without a share for comparables, their weight is 0 and the regression is the model", () => {
  const valuation = value(undefined, {
    model: model({ comparables: { log10Price: -2, share: 0 } }),
  });
  expect(valuation.factors.ensemble?.members.map(({ value, weight }) => [value, weight])).toEqual([
    ["1.000000", 1],
    ["0.010000", 0],
  ]);
});
