import { expect, it } from "vitest";

import { Schedule } from "./schedule.js";

it("measures each event against the schedule that the quickest one makes, at the pace that was asked", () => {
  const schedule = new Schedule();
  schedule.reset(2);
  schedule.add(0, 1_350);
  schedule.add(1_000, 1_500);
  schedule.add(2_000, 2_003);
  expect(schedule.errorsMs).toEqual([350, 0, 3]);
  expect([schedule.firstMs, schedule.lastMs]).toEqual([1_350, 2_003]);
});

it("forgives no drift", () => {
  const schedule = new Schedule();
  schedule.reset(1);
  for (let at = 0; at <= 1_000; at += 100) schedule.add(at, at * 1.01);
  expect(Math.max(...schedule.errorsMs)).toBeCloseTo(10);
});

it("has another schedule after a pause, and nothing due without a pace", () => {
  const schedule = new Schedule();
  schedule.reset(1);
  schedule.add(0, 0);
  schedule.begin(1);
  schedule.add(100, 90_000);
  schedule.add(200, 90_101);
  expect(schedule.errorsMs).toEqual([0, 0, 1]);
  schedule.reset(0);
  schedule.add(0, 0);
  schedule.add(100, 1);
  expect(schedule.errorsMs).toEqual([]);
});
