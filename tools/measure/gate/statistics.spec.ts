import { seededRandom } from "#valuation";
import { describe, expect, it } from "vitest";

import {
  findingsOf,
  judge,
  median,
  overall,
  ratioOf,
  type Pair,
  type Slice,
} from "./statistics.js";

/**
 * Pairs as a shared machine gives them: its speed wanders from pair to pair by `drift`, and each slice has noise of
 * its own. The candidate costs `cpu` and `p95` times the base.
 */
const pairsOf = (
  count: number,
  { cpu = 1, p95 = 1, noise = 0.05, drift = 0.4, seed = 7 } = {},
): Pair[] => {
  const random = seededRandom(seed);
  const around = (spread: number): number => 1 + (random() * 2 - 1) * spread;
  return Array.from({ length: count }, () => {
    const speed = around(drift);
    const slice = (cpuFactor: number, p95Factor: number): Slice => ({
      cpuMsPerOp: 3 * speed * cpuFactor * around(noise),
      p95OverFloor: 2 * p95Factor * around(noise),
    });
    return {
      base: [slice(1, 1), slice(1, 1)],
      candidate: [slice(cpu, p95), slice(cpu, p95)],
    };
  });
};
const verdictOf = (pairs: readonly Pair[]) => overall(findingsOf(pairs));
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe("the gate", () => {
  it.each(SEEDS)("sees a slowdown of 20 %% in CPU per request (machine %i)", (seed) => {
    expect(verdictOf(pairsOf(8, { cpu: 1.2, seed }))).toBe("slower");
  });

  it.each(SEEDS)("passes a revision against itself (machine %i)", (seed) => {
    expect(verdictOf(pairsOf(8, { seed }))).toBe("not slower");
  });

  it("sees a p95 that has grown by a third while CPU has not", () => {
    const findings = findingsOf(pairsOf(8, { p95: 1.33 }));
    expect(findings.map(({ verdict }) => verdict)).toEqual(["not slower", "slower"]);
    expect(overall(findings)).toBe("slower");
  });

  it("reports an inconclusive result", () => {
    expect(verdictOf(pairsOf(3, { noise: 0.6 }))).toBe("inconclusive");
  });

  it("lets a small slowdown pass", () => {
    expect(verdictOf(pairsOf(12, { cpu: 1.03, noise: 0.03 }))).toBe("not slower");
  });

  it("is not misled by a machine that gets slower and slower, because A B B A favours neither", () => {
    const pairs = Array.from({ length: 8 }, (_, index): Pair => {
      const at = (slot: number): Slice => {
        const load = 1 + (index * 4 + slot) * 0.1;
        return { cpuMsPerOp: load, p95OverFloor: load };
      };
      return { base: [at(0), at(3)], candidate: [at(1), at(2)] };
    });
    expect(verdictOf(pairs)).toBe("not slower");
  });
});

it.each([
  [{ median: 1.15, lower: 1.02, upper: 1.3 }, "slower"],
  [{ median: 1.15, lower: 0.99, upper: 1.3 }, "inconclusive"],
  [{ median: 1.05, lower: 1.01, upper: 1.09 }, "not slower"],
  [{ median: 1.05, lower: 0.9, upper: 1.2 }, "inconclusive"],
  [{ median: Number.NaN, lower: Number.NaN, upper: Number.NaN }, "inconclusive"],
])("%o against a limit of 1.10 is %s", (ratio, verdict) => {
  expect(judge(ratio, 1.1)).toBe(verdict);
});

it("the interval holds the median, gets narrower with more pairs, and is the same every time", () => {
  const ratios = (count: number): number[] => {
    const random = seededRandom(3);
    return Array.from({ length: count }, () => 0.9 + random() * 0.2);
  };
  const few = ratioOf(ratios(6));
  const many = ratioOf(ratios(60));
  expect(few.lower).toBeLessThanOrEqual(few.median);
  expect(few.upper).toBeGreaterThanOrEqual(few.median);
  expect(many.upper - many.lower).toBeLessThan(few.upper - few.lower);
  expect(ratioOf(ratios(6))).toEqual(few);
});

it("the median of an even number lies between the two in the middle", () => {
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([3, 1, 2])).toBe(2);
});
