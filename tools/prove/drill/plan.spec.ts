import { expect, it } from "vitest";

import { readDrillOptions } from "./options.js";
import { planOf, PARTS, type Fault, type Part } from "./plan.js";

const first = (count: number, seed: number, parts: readonly Part[]): Fault[] => {
  const plan = planOf(seed, parts);
  return Array.from({ length: count }, () => plan.next().value);
};

it("is the same for the same seed, and another for another", () => {
  expect(first(50, 7, PARTS)).toEqual(first(50, 7, PARTS));
  expect(first(50, 7, PARTS)).not.toEqual(first(50, 8, PARTS));
});

it("lets every part fail in every way in each round, and no other part than those asked for", () => {
  const ways = (faults: Fault[]): string[] => faults.map(({ part, how }) => `${part} ${how}`);
  const round = ways(first(28, 3, PARTS));
  expect(new Set(round).size).toBe(13);
  for (const part of ["worker", "gateway", "replay", "redis", "postgres"])
    expect(round.filter((way) => way === `${part} kill`)).toHaveLength(4);
  expect(new Set(ways(first(12, 3, ["worker", "clock"])))).toEqual(
    new Set(["worker kill", "worker hang", "clock jump"]),
  );
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
