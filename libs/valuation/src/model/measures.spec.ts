import { expect, it } from "vitest";

import { measure, measureIntervals, ranks } from "./measures.js";
import { seededRandom } from "./seeded-random.js";

const random = seededRandom(5);
const prices = Float64Array.from({ length: 300 }, () => Math.round(random() * 40) / 10 - 2);
const estimates = prices.map((price) => Math.round((price + 3 * random()) * 4) / 4);

it("ranks equal values alike", () => {
  expect([...ranks(Float64Array.of(3, 1, 3, 2))]).toEqual([3.5, 1, 3.5, 2]);
});

it("a perfect estimate has all of it, a constant one none", () => {
  const perfect = measure(prices, prices);
  expect(perfect).toMatchObject({ spearman: 1, r2: 1, pairwise: 1, topDecile: 1 });
  const constant = measure(new Float64Array(300).fill(1), prices);
  expect(constant).toMatchObject({ spearman: 0, pairwise: 0.5 });
  expect(constant.auc["1"]).toBe(0.5);
  // A tenth of the names, drawn blindly, holds a tenth of the dearest; the order of the file must not help.
  const sorted = measure(new Float64Array(300).fill(1), prices.toSorted().toReversed());
  expect(sorted.topDecile).toBeCloseTo(
    prices.filter((p) => p >= (prices.toSorted()[270] as number)).length / 300,
    10,
  );
});

it("counts pairs and areas as the definition does", () => {
  let right = 0;
  let pairs = 0;
  let above = 0;
  let mixed = 0;
  const half = (i: number, j: number): number =>
    (estimates[i] as number) > (estimates[j] as number)
      ? 1
      : estimates[i] === estimates[j]
        ? 0.5
        : 0;
  for (const [i, dear] of prices.entries()) {
    for (const [j, cheap] of prices.entries()) {
      if (dear - cheap >= 1 - 1e-12) {
        pairs += 1;
        right += half(i, j);
      }
      if (dear > 0 && cheap <= 0) {
        mixed += 1;
        above += half(i, j);
      }
    }
  }
  const measured = measure(estimates, prices);
  expect(measured.pairwise).toBeCloseTo(right / pairs, 10);
  expect(measured.auc["1"]).toBeCloseTo(above / mixed, 10);
});

it("measures the coverage and width of intervals", () => {
  expect(
    measureIntervals(
      Float64Array.of(0, 0, 0, 0),
      Float64Array.of(1, 1, 1, 3),
      Float64Array.of(0, 1, 2, 3),
    ),
  ).toEqual({
    coverage: 0.75,
    meanWidth: 257.5,
    geometricMeanWidth: expect.closeTo(10 ** 1.5, 9),
    medianWidth: 10,
  });
});
