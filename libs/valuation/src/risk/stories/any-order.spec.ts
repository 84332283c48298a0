import type { RiskTrade } from "#contracts";
import fc from "fast-check";
import { expect, it } from "vitest";

import { findRiskFlags } from "../find-risk-flags.js";

const account = fc.constantFrom("a", "b", "c", undefined);
const trades = fc
  .array(fc.record({ atMs: fc.nat(1_200_000), buyer: account, seller: account }), { maxLength: 12 })
  .map((trades) =>
    trades
      .toSorted((a, b) => a.atMs - b.atMs)
      .map((one, index): RiskTrade => Object.assign(one, { tradeId: String(index) })),
  );
const keysOf = (trades: readonly RiskTrade[]): string[] =>
  findRiskFlags(trades).map(({ tradeId, rule }) => `${tradeId} ${rule}`);

it("another trade never removes a flag: what was flagged as trades came is what all together flag", () => {
  fc.assert(
    fc.property(trades, fc.nat(11), (all, left) => {
      const fewer = keysOf(all.filter((_, index) => index !== left));
      expect(keysOf(all)).toEqual(expect.arrayContaining(fewer));
      expect(new Set(keysOf(all)).size).toBe(keysOf(all).length);
    }),
  );
});
