import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { within } from "./within.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const late = (): Error => new Error("late");

it("gives what is done in time, and leaves no timer", async () => {
  expect(await within(1_000, Promise.resolve("done"), late)).toBe("done");
  await expect(within(1_000, Promise.reject(new Error("broken")), late)).rejects.toThrow("broken");
  expect(vi.getTimerCount()).toBe(0);
});

it("reads an answer that arrived while the process was paused", async () => {
  vi.useRealTimers();
  const socketsRead = (): Promise<string> =>
    new Promise((resolve) => setTimeout(() => setImmediate(resolve, "done"), 10));
  const answer = within(50, socketsRead(), late);
  const untilMs = performance.now() + 300;
  while (performance.now() < untilMs);
  expect(await answer).toBe("done");
});

it("gives up work that is not, and lets a later failure pass", async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const waiting = expect(within(1_000, work, late)).rejects.toThrow("late");
  await vi.advanceTimersByTimeAsync(1_000);
  await waiting;
  fail(new Error("too late to matter"));
});
