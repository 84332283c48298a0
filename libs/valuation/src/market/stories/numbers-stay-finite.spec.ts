import type { MarketState } from "#contracts";
import fc from "fast-check";
import { expect, it } from "vitest";

import { marketOpinion } from "../../blend/market-opinion.js";
import { valueByMarket } from "../value-by-market.js";

const NOW = Date.parse("2026-01-15T12:00:00.000Z");
const FINITE = /^\d{1,30}(\.\d{1,18})?$/;
/** From the least that a price can be to the most. */
const price = fc.constantFrom(
  "0.000000000000000001",
  "0.01",
  "1250.00",
  "9".repeat(30),
  `${"9".repeat(30)}.${"9".repeat(18)}`,
);
const value = fc.oneof(fc.constantFrom("0", "0.00"), price);
const atMs = fc.constantFrom(NOW, NOW - 1_000, NOW - 86_400_000, 0);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const state = fc
  .record({
    domain: fc.constant("alpha.one"),
    window: optional(
      fc
        .record({ price, weight: price })
        .map((one) => ({ sumPriceWeight: one.price, sumWeight: one.weight, count: 2 })),
    ),
    recentSales: fc.array(fc.record({ price, atMs }), { maxLength: 3 }),
    bestBid: optional(price),
    medianBid: optional(price),
    bidCount: fc.constant(1),
    medianAsk: optional(price),
    askCount: fc.constant(1),
    floorAsk: optional(price),
    lastSignalAtMs: optional(atMs),
    previous: optional(fc.record({ value, atMs })),
    override: optional(fc.record({ value, expiresAtMs: fc.constantFrom(NOW - 1, NOW + 1) })),
    dispute: optional(fc.constant({ votes: 2, quorum: 2 })),
  })
  .map(
    (one) =>
      Object.fromEntries(
        Object.entries(one).filter(([, each]) => each !== undefined),
      ) as unknown as MarketState,
  );

it("whatever the market says, a value, its ends and its confidence are finite", () => {
  fc.assert(
    fc.property(state, fc.constantFrom("USD", "ETH", "JPY"), (market, currency) => {
      const valued = valueByMarket(market, { currency, baseline: "10.00" }, NOW);
      for (const name of ["value", "low", "high"] as const)
        expect(valued[name], name).toMatch(FINITE);
      expect(valued.confidence).toBeGreaterThanOrEqual(0);
      expect(valued.confidence).toBeLessThanOrEqual(1);
      for (const factor of valued.factors.market) expect(factor.value).toMatch(FINITE);
      expect(JSON.stringify(valued)).not.toMatch(/NaN|Infinity|null/);
      const opinion = marketOpinion(market, valued, NOW);
      if (opinion !== undefined)
        for (const each of [opinion.log10Price, opinion.sigmaLow, opinion.sigmaHigh])
          expect(each).toSatisfy(Number.isFinite);
    }),
    { numRuns: 1_000 },
  );
});
