import { expect, it } from "vitest";

import { flaggedBy, type TradeAt } from "./given.js";

const at = (...seconds: number[]): TradeAt[] => seconds.map((atS) => [atS, undefined, undefined]);

it("three trades within ten minutes are flagged, whatever the accounts", () => {
  expect(flaggedBy("rapid_flip", ...at(0, 300, 600))).toEqual(["1", "2", "3"]);
});

it("two are not, and a third after ten minutes makes none of the first", () => {
  expect(flaggedBy("rapid_flip", ...at(0, 1))).toEqual([]);
  expect(flaggedBy("rapid_flip", ...at(0, 300, 601))).toEqual([]);
  expect(flaggedBy("rapid_flip", ...at(0, 300, 601, 602))).toEqual(["2", "3", "4"]);
});
