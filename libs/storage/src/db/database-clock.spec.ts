import { afterEach, expect, it, vi } from "vitest";

import { DatabaseClock } from "./database-clock.js";

// Faked: the wall clock of the process, which jumps; not `performance.now()`, which nobody can set.
const HOUR_MS = 3_600_000;
const TRUE_OFFSET_MS = 1_700_000_000_000;
const trueMs = (): number => TRUE_OFFSET_MS + performance.now();
const setWallClock = (ms: number): void => {
  vi.useFakeTimers({ toFake: ["Date"], now: ms });
};
afterEach(() => vi.useRealTimers());

it.each([-HOUR_MS, 0, HOUR_MS])("is right in a process that is %s ms off", async (offMs) => {
  setWallClock(trueMs() + offMs);
  const clock = new DatabaseClock(() => Promise.resolve(trueMs()));
  expect(Math.abs((await clock.nowMs()) - trueMs())).toBeLessThan(50);
});

it.each([-HOUR_MS, HOUR_MS])(
  "stays right when the process's clock jumps by %s ms",
  async (jumpMs) => {
    setWallClock(trueMs());
    const clock = new DatabaseClock(() => Promise.resolve(trueMs()));
    await clock.nowMs();
    setWallClock(trueMs() + jumpMs);
    expect(Math.abs((await clock.nowMs()) - trueMs())).toBeLessThan(50);
  },
);

it("is read again after the machine has slept, when the database's clock went on and this process stood still", async () => {
  setWallClock(trueMs());
  let sleptMs = 0;
  const clock = new DatabaseClock(() => Promise.resolve(trueMs() + sleptMs));
  await clock.nowMs();
  sleptMs = HOUR_MS;
  setWallClock(trueMs() + HOUR_MS);
  expect(Math.abs((await clock.nowMs()) - (trueMs() + HOUR_MS))).toBeLessThan(50);
});

it("costs one question for many that ask, and none while a reading is good", async () => {
  let questions = 0;
  const clock = new DatabaseClock(() => {
    questions += 1;
    return Promise.resolve(trueMs());
  });
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  await Promise.all(Array.from({ length: 100 }, () => clock.nowMs()));
  for (let time = 0; time < 100; time += 1) await clock.nowMs();
  expect(questions).toBe(1);
});

it("extrapolates the last reading while the database is unavailable, and needs none at first", async () => {
  let isAway = true;
  setWallClock(trueMs());
  const clock = new DatabaseClock(() =>
    isAway ? Promise.reject(new Error("away")) : Promise.resolve(trueMs()),
  );
  expect(Math.abs((await clock.nowMs()) - trueMs())).toBeLessThan(1_000);
  isAway = false;
  await clock.nowMs();
  isAway = true;
  setWallClock(trueMs() + HOUR_MS);
  expect(Math.abs((await clock.nowMs()) - trueMs())).toBeLessThan(50);
});
