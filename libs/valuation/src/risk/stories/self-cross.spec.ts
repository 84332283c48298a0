import { expect, it } from "vitest";

import { flaggedBy } from "./given.js";

it("who sells to itself is flagged by that trade alone", () => {
  expect(flaggedBy("self_cross", [0, "anna", "anna"])).toEqual(["1"]);
});

it("both sides within 30 seconds are a cross; at 31 seconds they are a wash alone", () => {
  expect(flaggedBy("self_cross", [0, "ben", "anna"], [30, "anna", "ben"])).toEqual(["1", "2"]);
  expect(flaggedBy("self_cross", [0, "ben", "anna"], [31, "anna", "ben"])).toEqual([]);
  expect(flaggedBy("wash", [0, "ben", "anna"], [31, "anna", "ben"])).toEqual(["1", "2"]);
});
