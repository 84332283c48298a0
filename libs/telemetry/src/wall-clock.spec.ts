import { afterEach, expect, it, vi } from "vitest";

import { wallClockMs } from "./wall-clock.js";

// Faked: the wall clock alone, as when the machine has slept or its clock was set. `performance.now()` goes on.
const HOUR_MS = 3_600_000;
afterEach(() => vi.useRealTimers());

it("agrees with the wall clock, and is finer", () => {
  expect(Math.abs(wallClockMs() - Date.now())).toBeLessThan(250);
  expect(Array.from({ length: 100 }, wallClockMs).some((ms) => !Number.isInteger(ms))).toBe(true);
});

it.each([HOUR_MS, -HOUR_MS])("follows the wall clock when it jumps by %s ms", (jumpMs) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + jumpMs });
  expect(Math.abs(wallClockMs() - Date.now())).toBeLessThan(250);
});

it("measures evenly while the wall clock is corrected by little", () => {
  const realMs = Date.now();
  wallClockMs();
  vi.useFakeTimers({ toFake: ["Date"], now: realMs + 100 });
  const fromMs = wallClockMs();
  vi.setSystemTime(realMs - 50);
  expect(wallClockMs() - fromMs).toBeGreaterThanOrEqual(0);
  expect(wallClockMs() - fromMs).toBeLessThan(50);
});
