import { expect, it } from "vitest";

import { readServerTiming, traceIdOf } from "./server-timing.js";

it("reads the stages, what is left, and the trace", () => {
  const headers = new Headers({
    "server-timing": "accept;dur=0.120, queue;dur=1.5, unattributed;dur=0.05, total;dur=1.670",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  });
  expect(readServerTiming(headers, 4)).toEqual({
    stages: [
      { stage: "accept", ms: 0.12 },
      { stage: "queue", ms: 1.5 },
    ],
    unattributedMs: 0.05,
    totalMs: 1.67,
    roundTripMs: 4,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  });
});

it("returns nothing without a header", () => {
  expect(readServerTiming(new Headers(), 1)).toBeUndefined();
  expect(traceIdOf("nonsense")).toBeUndefined();
});
