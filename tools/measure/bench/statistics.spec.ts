import { expect, it } from "vitest";

import { percentile, quantiles, summarise } from "./statistics.js";

it("percentiles by nearest rank", () => {
  const samples = [5, 1, 4, 2, 3];
  expect(percentile(samples, 0)).toBe(1);
  expect(percentile(samples, 0.5)).toBe(3);
  expect(percentile(samples, 0.95)).toBe(5);
  expect(summarise(samples)).toEqual({ count: 5, p50Ms: 3, p95Ms: 5, p99Ms: 5 });
  expect(quantiles(samples)[49]).toBe(3);
  expect(quantiles(samples)).toHaveLength(99);
  expect(quantiles([])).toEqual([]);
});
