import { describe, expect, it } from "vitest";

import { calibrate, readCalibration } from "./calibration.js";
import { fitTrees } from "./fit-trees.js";
import { fitRidge, predictRidge } from "./ridge.js";
import { seededRandom } from "./seeded-random.js";
import { toSparseRows } from "./sparse.js";
import { fitStack } from "./stack.js";
import { predictTrees } from "./trees.js";

const ROWS = 2_000;
const all = Int32Array.from({ length: ROWS }, (_, row) => row);
const random = seededRandom(3);
const noise = (): Float64Array => Float64Array.from({ length: ROWS }, () => random());
const a = noise();
const b = noise();

describe("boosted trees", () => {
  const steps = a.map((value, row) => (value > 0.5 ? 1 : 0) + ((b[row] as number) > 0.25 ? 2 : 0));
  const fit = (seed: number) =>
    fitTrees([a, b], steps, all, seededRandom(seed), {
      trees: 200,
      learningRate: 0.1,
      leaves: 4,
      leastRows: 20,
      penalty: 1,
      featureShare: 1,
      rowShare: 0.7,
    });

  it("learn where a price jumps, to the threshold", () => {
    const trees = fit(1);
    for (const [x, y, expected] of [
      [0.4, 0.1, 0],
      [0.6, 0.1, 1],
      [0.4, 0.9, 2],
      [0.6, 0.9, 3],
    ] as const)
      expect(predictTrees(trees, Float64Array.of(x, y))).toBeCloseTo(expected, 1);
  });

  it("are the same for a seed, and others for another", () => {
    expect(fit(1)).toEqual(fit(1));
    expect(fit(2)).not.toEqual(fit(1));
  });

  it("do not look at rows that they were not given", () => {
    const half = all.subarray(0, ROWS / 2);
    const poisoned = steps.map((step, row) => (row < ROWS / 2 ? step : 1e6));
    const trees = fitTrees([a, b], poisoned, half, seededRandom(1));
    expect(Math.abs(predictTrees(trees, Float64Array.of(0.5, 0.5)))).toBeLessThan(4);
  });
});

describe("ridge regression", () => {
  it("finds the line where there is one, from dense and from sparse columns", () => {
    const dense = new Float64Array(ROWS * 2);
    for (const row of all) dense.set([a[row] as number, 1_000 * (b[row] as number)], row * 2);
    const sparse = [...all].map((row) =>
      row % 2 === 0 ? { columns: [0], values: [1] } : { columns: [], values: [] },
    );
    const priceOf = (row: number): number => 5 + (row % 2 === 0 ? 0.5 : 0);
    const weights = fitRidge(
      dense,
      2,
      toSparseRows(sparse, 1),
      Float64Array.from(all, priceOf),
      all,
    );
    for (const row of [0, 1, 10, 11])
      expect(predictRidge(weights, dense, row * 2, sparse[row] as (typeof sparse)[0])).toBeCloseTo(
        priceOf(row),
        1,
      );
  });
});

describe("the stack", () => {
  it("weighs members by what they know, never below zero", () => {
    const prices = a.map((value, row) => value + 0.3 * (b[row] as number));
    const { weights } = fitStack([a, a.map((value) => 1 - value), noise()], prices, all);
    expect(weights[0]).toBeCloseTo(1, 1);
    expect(weights[1]).toBeLessThan(0.02);
    expect(weights[2]).toBeLessThan(0.05);
    expect(weights.every((weight) => weight >= 0)).toBe(true);
  });
});

describe("calibrated intervals", () => {
  // The dearer a name is said to be, the wider its prices are spread; a third go for the minimum.
  const estimates = a.map((value) => 3 * value);
  const draw = seededRandom(9);
  const price = (estimate: number): number =>
    draw() < 0.33 ? 0 : Math.max(0, estimate + (draw() + draw() - 1) * (1 + estimate));
  const prices = estimates.map(price);

  it("hold 80 % of prices that they were not made from, high and low", () => {
    const calibration = calibrate(estimates, prices);
    const held = (from: number, to: number): number => {
      let within = 0;
      for (let at = 0; at < 4_000; at += 1) {
        const estimate = from + (to - from) * draw();
        const { low, high } = readCalibration(calibration, estimate);
        const sold = price(estimate);
        if (sold >= low && sold <= high) within += 1;
      }
      return within / 4_000;
    };
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      expect(held(from, to)).toBeGreaterThan(0.74);
      expect(held(from, to)).toBeLessThan(0.88);
    }
  });

  it("contain the estimate; the probability of the minimum falls as the estimate rises", () => {
    const calibration = calibrate(estimates, prices);
    expect(calibration.log10Minimum).toBe(0);
    let before = 1;
    for (const estimate of [-5, 0, 0.5, 1.5, 2.9, 50]) {
      const { low, high, atMinimum } = readCalibration(calibration, estimate);
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
      expect(atMinimum).toBeLessThanOrEqual(before);
      before = atMinimum;
    }
    expect(before).toBeGreaterThan(0.2);
  });

  it("leave room above the dearest estimates, as they do above the others", () => {
    const calibration = calibrate(estimates, prices);
    const last = calibration.estimates.at(-1) as number;
    const roomAt = (estimate: number): number =>
      readCalibration(calibration, estimate).high - estimate;
    expect(roomAt(last)).toBeGreaterThan(0.5);
    expect(roomAt(last + 5)).toBeCloseTo(roomAt(last), 9);
  });

  it("see no minimum where prices do not pile up", () => {
    expect(calibrate(estimates, b).log10Minimum).toBeUndefined();
  });
});
