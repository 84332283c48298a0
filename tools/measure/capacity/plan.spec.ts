import { expect, it } from "vitest";

import { readCapacityOptions } from "./options.js";
import { describePlan, drawPlan, planCapacity, UnreachableError } from "./plan.js";

const read = (text: string) => readCapacityOptions(text.split(" "));

it("plans the workers of a goal, and shows what one more or less would do", () => {
  const options = read("--rate 5000 --p95 18");
  const plan = planCapacity(options);
  const at = (workers: number) => plan.rows.find((row) => row.workers === workers)?.p95Ms ?? 0;
  expect(at(plan.workers)).toBeLessThanOrEqual(18);
  expect(at(plan.workers - 1)).toBeGreaterThan(18);
  expect(at(plan.workers + 1)).toBeLessThan(at(plan.workers));
  expect(describePlan(options, plan)).toContain(
    `takes ${plan.workers} workers; run ${plan.workers + 1}`,
  );
  const svg = drawPlan(options, plan);
  expect(svg).toMatch(/^<svg /);
  expect(svg.match(/<polyline /g)).toHaveLength(2);
});

it("says in one line that a goal below the service time cannot be reached", () => {
  const plan = () => planCapacity(read("--rate 100 --p95 12"));
  expect(plan).toThrow(UnreachableError);
  expect(plan).toThrow(/^A p95 of 12 ms cannot be reached by any number of workers: .+\.$/);
});

it.each([
  ["--p95 20", "--rate is a number"],
  ["--rate 0 --p95 20", "not 0"],
  ["--rate many --p95 20", "not many"],
  ["--rate 5 --p95 20 --cv -1", "--cv"],
])("rejects %s", (text, words) => expect(() => read(text)).toThrow(words));
