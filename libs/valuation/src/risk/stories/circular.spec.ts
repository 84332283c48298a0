import { expect, it } from "vitest";

import { flaggedBy } from "./given.js";

it("from A to B to C and back to A within ten minutes flags all three, also with others between", () => {
  expect(
    flaggedBy("circular", [0, "a", "b"], [100, "x", "y"], [200, "b", "c"], [600, "c", "a"]),
  ).toEqual(["1", "3", "4"]);
});

it("back after ten minutes, in another order, or between two alone is no circle", () => {
  expect(flaggedBy("circular", [0, "a", "b"], [200, "b", "c"], [601, "c", "a"])).toEqual([]);
  expect(flaggedBy("circular", [0, "b", "c"], [1, "a", "b"], [2, "c", "d"])).toEqual([]);
  expect(flaggedBy("circular", [0, "a", "b"], [1, "b", "a"], [2, "a", "b"])).toEqual([]);
});
