import { expect, it } from "vitest";

import { findRiskFlags } from "../find-risk-flags.js";
import { flaggedBy, riskTrades } from "./given.js";

it("who buys and sells again within 120 seconds flags both legs, the earlier one too", () => {
  expect(flaggedBy("wash", [0, "ben", "anna"], [120, "anna", "cleo"])).toEqual(["1", "2"]);
  const [flag] = findRiskFlags(riskTrades([0, "ben", "anna"], [90, "anna", "cleo"]));
  expect(flag).toEqual({
    tradeId: "1",
    rule: "wash",
    severity: "warning",
    detail: "anna is on the other side of trade 2, 90 s apart.",
  });
});

it("121 seconds apart, or on the same side twice, is no wash", () => {
  expect(flaggedBy("wash", [0, "ben", "anna"], [121, "anna", "cleo"])).toEqual([]);
  expect(flaggedBy("wash", [0, "ben", "anna"], [5, "cleo", "anna"])).toEqual([]);
});

it("an unknown account is never a counterparty", () => {
  expect(flaggedBy("wash", [0, undefined, undefined], [5, undefined, undefined])).toEqual([]);
});
