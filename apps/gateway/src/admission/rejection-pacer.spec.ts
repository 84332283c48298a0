import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { RejectionPacer } from "./rejection-pacer.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("sends a few at once", () => {
  const pacer = new RejectionPacer(() => 0, Date.now);
  const send = vi.fn();
  for (let index = 0; index < 50; index += 1) pacer.send(send);
  expect(send).toHaveBeenCalledTimes(50);
});

it("spreads many over time, in the order in which they came, none for longer than two seconds", () => {
  const pacer = new RejectionPacer(() => 200, Date.now);
  const sent: number[] = [];
  for (let index = 0; index < 1_000; index += 1) pacer.send(() => sent.push(index));
  expect(sent).toHaveLength(50);
  vi.advanceTimersByTime(500);
  expect(sent.length).toBeGreaterThan(100);
  expect(sent.length).toBeLessThan(200);
  vi.advanceTimersByTime(1_520);
  expect(sent).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
});
