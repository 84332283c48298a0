import { expect, it } from "vitest";

import { fromZero, linearY, tickText } from "./linear-scale.js";
import { logScale } from "./log-scale.js";

it("places amounts by their logarithm, between powers of ten", () => {
  const scale = logScale([0.07, 1508]);
  expect([scale.low, scale.high]).toEqual([0.01, 10_000]);
  expect(scale.at(0.01)).toBe(0);
  expect(scale.at(10)).toBeCloseTo(0.5);
  expect(scale.at(10_000)).toBe(1);
});

it("has a decade of one amount, and some axis of none", () => {
  expect(logScale([100, 100])).toMatchObject({ low: 100, high: 1_000 });
  expect(logScale([])).toMatchObject({ low: 1, high: 10 });
  expect(logScale([0]).at(0)).toBe(0);
});

it("has round steps on a linear axis, beyond the values", () => {
  const { ticks, at } = linearY([101.2, 104.9]);
  expect(ticks[0]).toBeLessThanOrEqual(101.2);
  expect(ticks.at(-1)).toBeGreaterThanOrEqual(104.9);
  expect(at(ticks[0] ?? 0)).toBe(0);
  expect(linearY([5, 5]).ticks.length).toBeGreaterThan(1);
});

it("begins at 0 where that is asked, and ends where it is known", () => {
  expect(fromZero([245]).ticks).toEqual([0, 100, 200, 300]);
  expect(fromZero([0.4], 1).ticks).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

it("writes ticks with enough digits to distinguish them", () => {
  expect(tickText(101.5, [101, 101.5])).toBe("101.5");
  expect(tickText(0.25, [0, 0.25])).toBe("0.25");
  expect(tickText(2_000, [1_000, 2_000])).toBe("2,000");
});

it("has ticks between the powers of ten where there is room for them", () => {
  expect(logScale([1_200, 8_000], true).ticks).toEqual([1_000, 2_000, 5_000, 10_000]);
  expect(logScale([1, 90_000], true).ticks).not.toContain(2);
});
