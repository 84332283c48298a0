import { expect, it } from "vitest";

import { ensembleSum, isValue, marketSum } from "./adds-up.js";

it("adds the market's factors up to the value, each beginning where the one before ends", () => {
  const { steps, total } = marketSum([
    { source: "vwap", value: "1200.00", weight: 0.818182, contribution: "981.82", input: {} },
    { source: "anchor", value: "900.00", weight: 0.181818, contribution: "163.64", input: {} },
  ]);
  expect(steps[1]).toMatchObject({ from: 981.82, to: total });
  expect(isValue(total, "1145.46")).toBe(true);
  expect(isValue(total, "1146.46")).toBe(false);
});

it("adds the ensemble's opinions up in logarithms", () => {
  const { total, steps } = ensembleSum({
    members: [
      { source: "vwap", value: "1000.00", weight: 0.5, contribution: 1.5 },
      { source: "regression", value: "100.00", weight: 0.5, contribution: 1 },
      { source: "comparables", value: "5.00", weight: 0, contribution: 0 },
    ],
  } as never);
  expect(steps).toHaveLength(2);
  expect(isValue(10 ** total, "316.23")).toBe(true);
});
