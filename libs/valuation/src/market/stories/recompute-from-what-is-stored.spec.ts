import type { MarketState } from "#contracts";
import fc from "fast-check";
import { expect, it } from "vitest";

import { recomputeMarket as recompute, valueByMarket } from "../value-by-market.js";
import { market, NOW, USD } from "./given.js";

const price = fc.integer({ min: 1, max: 1_000_000_00 }).map((cents) => (cents / 100).toFixed(2));
const past = fc.integer({ min: 0, max: 3 * 86_400_000 }).map((ageMs) => NOW - ageMs);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const states: fc.Arbitrary<MarketState> = fc
  .record({
    window: maybe(
      fc.record({
        sumPriceWeight: price,
        sumWeight: price,
        count: fc.integer({ min: 1, max: 50 }),
      }),
    ),
    recentSales: fc.array(fc.record({ price, atMs: past }), { maxLength: 25 }),
    bestBid: maybe(price),
    medianBid: maybe(price),
    medianAsk: maybe(price),
    floorAsk: maybe(price),
    lastFloor: maybe(price),
    lastSignalAtMs: maybe(past),
    previous: maybe(fc.record({ value: price, atMs: past })),
    dispute: maybe(fc.record({ votes: fc.integer({ min: 0, max: 5 }), quorum: fc.constant(3) })),
    override: maybe(
      fc.record({ value: price, expiresAtMs: fc.integer({ min: NOW - 1000, max: NOW + 1000 }) }),
    ),
  })
  .map((state) => market(state as Partial<MarketState>));

it("any value comes out again, to the cent, from its stored factors", () => {
  fc.assert(
    fc.property(states, (state) => {
      const valuation = valueByMarket(state, USD, NOW);
      const stored = JSON.parse(JSON.stringify(valuation.factors)) as typeof valuation.factors;
      expect(recompute(stored)).toBe(valuation.value);
    }),
  );
});

it("the interval holds its value, and confidence stays between 0 and 1", () => {
  fc.assert(
    fc.property(states, (state) => {
      const { value, low, high, confidence } = valueByMarket(state, USD, NOW);
      expect(Number(low)).toBeLessThanOrEqual(Number(value));
      expect(Number(high)).toBeGreaterThanOrEqual(Number(value));
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }),
  );
});
