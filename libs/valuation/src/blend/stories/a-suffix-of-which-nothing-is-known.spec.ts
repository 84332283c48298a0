import { expect, it } from "vitest";

import { SuffixScales } from "../suffix-scale.js";
import { ETH, USD, value } from "./given.js";

const origin = { homeSuffix: "eth", usualLog10: -1.4 };
const sales = (suffix: string, residual: number, count: number) =>
  Array.from({ length: count }, () => ({ suffix, currency: "USD", residual }));

it("a suffix without a sale has its baseline, a wide interval and a low confidence, and says so", () => {
  const scale = new SuffixScales(origin).scaleOf("com", USD);
  expect(scale).toBeUndefined();
  const valuation = value(undefined, { suffix: "com", quote: USD, scale });
  expect(valuation).toMatchObject({ value: "10.00", currency: "USD", chosenSource: "anchor" });
  expect(Number(valuation.high) / Number(valuation.low)).toBeGreaterThan(10_000);
  expect(valuation.confidence).toBeLessThan(0.2);
  expect(valuation.factors.ensemble?.suffix).toMatchObject({ suffix: "com", sales: 0 });
  expect(valuation.factors.ensemble?.suffix.note).toContain("No sale under .com is known");
});

it("one sale moves the scale a little, a hundred settle it, and the interval narrows", () => {
  const scaleOf = (count: number) =>
    new SuffixScales(origin, sales("com", 4, count)).scaleOf("com", USD);
  const [one, ten, hundred] = [scaleOf(1), scaleOf(10), scaleOf(100)];
  const start = 1 - origin.usualLog10;
  expect(one?.offset).toBeGreaterThan(start);
  expect(one?.offset).toBeLessThan(ten?.offset as number);
  expect(hundred?.offset).toBeCloseTo(4, 1);
  expect([one?.sigma, ten?.sigma, hundred?.sigma]).toEqual(
    [one?.sigma, ten?.sigma, hundred?.sigma].toSorted((a, b) => (b as number) - (a as number)),
  );
  const widthOf = (scale: ReturnType<typeof scaleOf>): number => {
    const { low, high } = value(undefined, { suffix: "com", quote: USD, scale });
    return Number(high) / Number(low);
  };
  expect(widthOf(hundred)).toBeLessThan(widthOf(one));
});

it("a suffix with few sales is drawn towards the one above it, and one above suffices", () => {
  const scales = new SuffixScales(origin, [...sales("uk", 3, 200), ...sales("co.uk", 6, 1)]);
  const coUk = scales.scaleOf("co.uk", USD)?.offset as number;
  expect(coUk).toBeGreaterThan(3);
  expect(coUk).toBeLessThan(4.5);
  expect(scales.scaleOf("org.uk", USD)?.offset).toBeCloseTo(
    scales.scaleOf("uk", USD)?.offset as number,
    1,
  );
  expect(scales.scaleOf("com", USD)).toBeUndefined();
});

it("the model's own suffix needs no sale, and follows the platform's when there are many", () => {
  expect(new SuffixScales(origin).scaleOf("eth", ETH)).toEqual({ offset: 0, sigma: 0, sales: 0 });
  const risen = Array.from({ length: 300 }, () => ({
    suffix: "eth",
    currency: "ETH",
    residual: 0.5,
  }));
  expect(new SuffixScales(origin, risen).scaleOf("eth", ETH)?.offset).toBeCloseTo(0.5, 1);
});
