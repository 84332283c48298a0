import { expect, it } from "vitest";

import { densityOf, manifestTimeline } from "./timeline.js";

const line = (delay_ms: number): string =>
  JSON.stringify({ delay_ms, event: { type: "trade", data: {} } });

it("places a manifest's events by their delays", () => {
  const timeline = manifestTimeline(`${line(0)}\n${line(250)}\n${line(1_000)}\n`);
  expect(timeline.durationMs).toBe(1_000);
  expect(timeline.dueOf(2)).toBe(250);
  expect(timeline.dueOf(4)).toBeUndefined();
  expect(densityOf(timeline, 4)).toEqual([1, 1, 0, 1]);
});

it("does not take a manifest that ends in the middle of a line", () => {
  expect(() => manifestTimeline(`${line(0)}\n{"delay_ms":2`)).toThrow(SyntaxError);
});

it("has a time line of a single event, too", () => {
  expect(densityOf(manifestTimeline(line(0)), 2)).toEqual([1, 0]);
});
