import { expect, it } from "vitest";

import { Schedule } from "./schedule.js";

it("measures each event against the first, at the pace that was asked", () => {
  const schedule = new Schedule();
  schedule.reset(2);
  schedule.add(0, 1_000);
  schedule.add(1_000, 1_503);
  schedule.add(2_000, 1_999);
  expect(schedule.errorsMs).toEqual([3, -1]);
  expect([schedule.firstMs, schedule.lastMs]).toEqual([1_000, 1_999]);
});

it("has another origin after a pause, and nothing due without a pace", () => {
  const schedule = new Schedule();
  schedule.reset(1);
  schedule.add(0, 0);
  schedule.begin(1);
  schedule.add(100, 90_000);
  schedule.add(200, 90_101);
  expect(schedule.errorsMs).toEqual([1]);
  schedule.reset(0);
  schedule.add(0, 0);
  schedule.add(100, 1);
  expect(schedule.errorsMs).toEqual([]);
});
