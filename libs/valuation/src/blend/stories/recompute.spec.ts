import fc from "fast-check";
import { expect, it } from "vitest";

import { market, NOW } from "../../market/stories/given.js";
import { recompute } from "../recompute.js";
import { model, value } from "./given.js";

const log = fc.double({ min: -4, max: 6, noNaN: true });
const price = fc.integer({ min: 1, max: 1_000_000_00 }).map((cents) => (cents / 100).toFixed(2));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const inputs = fc.record({
  log10Price: log,
  below: fc.double({ min: 0, max: 3, noNaN: true }),
  above: fc.double({ min: 0, max: 3, noNaN: true }),
  share: fc.double({ min: 0, max: 0.9, noNaN: true }),
  sold: maybe(price),
  soldAgoMs: fc.integer({ min: 0, max: 3e11 }),
  oracle: maybe(price),
  offset: log,
});

type Inputs = typeof inputs extends fc.Arbitrary<infer Given> ? Given : never;

const valued = ({ log10Price, below, above, share, sold, soldAgoMs, oracle, offset }: Inputs) =>
  value(
    sold === undefined
      ? undefined
      : market({
          recentSales: [{ price: sold, atMs: NOW - soldAgoMs }],
          lastSignalAtMs: NOW - soldAgoMs,
        }),
    {
      model: model({
        log10Price,
        log10Low: log10Price - below,
        log10High: log10Price + above,
        comparables: { log10Price: 0, share },
      }),
      oracle:
        oracle === undefined ? undefined : { price: oracle, currency: "ETH", fetchedAtMs: NOW },
      scale: { offset, sigma: 0.3, sales: 3 },
    },
  );

it("any value comes out again, to the cent, from its stored factors", () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const valuation = valued(given);
      const stored = JSON.parse(JSON.stringify(valuation.factors)) as typeof valuation.factors;
      expect(recompute(stored)).toBe(valuation.value);
    }),
  );
});

it("weights add up to 1, contributions to the value, and the interval holds the value", () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const { value: amount, low, high, confidence, factors } = valued(given);
      const members = factors.ensemble?.members ?? [];
      expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4);
      const total = members.reduce((sum, { contribution }) => sum + contribution, 0);
      if (Number(amount) > 1e-4) expect(total).toBeCloseTo(Math.log10(Number(amount)), 2);
      expect(Number(low)).toBeLessThanOrEqual(Number(amount));
      expect(Number(high)).toBeGreaterThanOrEqual(Number(amount));
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }),
  );
});

it("confidence falls as the interval widens", () => {
  const confidences = [0.1, 0.5, 1, 2, 4].map(
    (half) => value(undefined, { model: model({ log10Low: -half, log10High: half }) }).confidence,
  );
  expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
  expect(new Set(confidences).size).toBe(5);
});
