import { expect, it } from "vitest";

import { readDrillOptions } from "./options.js";
import { planOf, PARTS, type Fault, type Part } from "./plan.js";

/** Faults of one round of all parts. */
const ROUND = 39;

const first = (count: number, seed: number, parts: readonly Part[]): Fault[] => {
  const plan = planOf(seed, parts);
  return Array.from({ length: count }, () => plan.next().value);
};

it("is the same for the same seed, and another for another", () => {
  expect(first(50, 7, PARTS)).toEqual(first(50, 7, PARTS));
  expect(first(50, 7, PARTS)).not.toEqual(first(50, 8, PARTS));
});

it("injects every way of every part in each round, and no other part than those asked for", () => {
  const ways = (faults: Fault[]): string[] => faults.map(({ part, how }) => `${part} ${how}`);
  const round = ways(first(ROUND, 3, PARTS));
  expect(new Set(round).size).toBe(ROUND - 5 * 3);
  for (const part of ["worker", "gateway", "replay", "redis", "postgres"])
    expect(round.filter((way) => way === `${part} kill`)).toHaveLength(4);
  expect(new Set(ways(first(14, 3, ["worker", "clock"])))).toEqual(
    new Set(["worker kill", "worker freeze", "clock skew-all", "clock skew-one"]),
  );
});

it("stalls longer than any statement may take, and partitions longer than a retransmission", () => {
  const faults = first(5 * ROUND, 3, PARTS);
  const stalls = faults.filter(({ how }) => how === "stall").map(({ lastsMs }) => lastsMs);
  expect(new Set(stalls)).toEqual(new Set([25_000, 45_000]));
  const silences = faults.filter(({ how }) => how.startsWith("partition"));
  expect(Math.min(...silences.map(({ lastsMs }) => lastsMs))).toBeGreaterThanOrEqual(4_000);
});

it("reads its options, and says which is wrong", () => {
  expect(readDrillOptions([], 5)).toEqual({ minutes: 2, seed: 5, parts: PARTS });
  expect(readDrillOptions(["--only", "redis, worker", "--seed", "9"], 5)).toEqual({
    minutes: 2,
    seed: 9,
    parts: ["worker", "redis"],
  });
  expect(readDrillOptions(["--help"], 5)).toBeUndefined();
  expect(() => readDrillOptions(["--only", "workers"], 5)).toThrow(/knows no workers/);
  expect(() => readDrillOptions(["--minutes", "0"], 5)).toThrow(/--minutes/);
  expect(() => readDrillOptions(["--seed", "x"], 5)).toThrow(/--seed/);
});
