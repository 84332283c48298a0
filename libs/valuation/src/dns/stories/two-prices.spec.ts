import fc from "fast-check";
import { expect, it } from "vitest";

import { recompute } from "../../blend/recompute.js";
import { recomputeRetail } from "../../blend/value-by-ensemble.js";
import { market, NOW } from "../../market/stories/given.js";
import {
  log10PriceOf,
  log10RetailOf,
  log10ValueOfRetail,
  rangeOf,
  retailRangeOf,
} from "../price-curve.js";
import { recomputePrior } from "../prior-opinion.js";
import { salesOf, value } from "./given.js";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const suffix = fc.constantFrom("com", "net", "ai", "de", "co.uk", "nowhere");

it("every value, range and retail price comes out again from what is stored, to the cent", () => {
  fc.assert(
    fc.property(label, suffix, fc.integer({ min: 0, max: 400 }), (name, under, sold) => {
      const {
        value: worth,
        low,
        high,
        factors,
      } = value(`${name}.${under}`, {
        sales: salesOf(under, sold, 3),
      });
      const stored = JSON.parse(JSON.stringify(factors)) as typeof factors;
      const { ensemble } = stored;
      if (ensemble?.prior === undefined) throw new Error("A prior is missing.");
      expect(recompute(stored)).toBe(worth);
      expect(recomputeRetail(ensemble, "USD")).toEqual(ensemble.outlook?.retail);
      expect(recomputePrior(under, ensemble.prior)).toBe(ensemble.prior.log10_price);
      expect(ensemble.prior.log10_price).toBe(ensemble.opinions[0]?.log10_price);
      for (const { input, weight, contribution } of ensemble.prior.terms)
        expect(contribution).toBeCloseTo(input * weight, 6);
      expect(Number(low)).toBeLessThanOrEqual(Number(worth));
      expect(Number(high)).toBeGreaterThanOrEqual(Number(worth));
    }),
  );
});

it("prices rise with the score, ends and retail with the value", () => {
  const grid = Array.from({ length: 160 }, (_, at) => -5 + at * 0.05);
  const rises = (of: (x: number) => number): void => {
    const seen = grid.map(of);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  };
  rises(log10PriceOf);
  const value = (x: number): number => 0.8 + (x + 5) * 0.8;
  rises((x) => rangeOf(value(x)).low);
  rises((x) => rangeOf(value(x)).high);
  rises((x) => retailRangeOf(value(x)).low);
  rises((x) => retailRangeOf(value(x)).high);
  rises((x) => log10RetailOf(value(x)));
  for (const x of grid) expect(log10ValueOfRetail(log10RetailOf(x))).toBeCloseTo(x, 10);
});

it("an end user pays nine times what an investor does for a usual name, and less above the dearest", () => {
  expect(10 ** log10RetailOf(2)).toBeCloseTo(900, 6);
  expect(10 ** log10RetailOf(5) / 1e5).toBeLessThan(4);
});

it("trades take over the value, and the retail price follows", () => {
  const state = market({
    recentSales: [{ price: "5000", atMs: NOW - 60_000 }],
    lastSignalAtMs: NOW - 60_000,
  });
  const { value: worth, chosenSource, factors } = value("xkqzvwp.com", { state });
  expect(chosenSource).not.toBe("prior");
  expect(Number(worth)).toBeGreaterThan(1_000);
  expect(Number(factors.ensemble?.outlook?.retail?.value)).toBeGreaterThan(Number(worth));
});
