import { LatencyReport } from "#contracts";
import { expect, it } from "vitest";

import type { RequestMeasurement } from "../http/request-clock.js";
import { LatencyWindow } from "./latency-window.js";

const request = (
  stages: RequestMeasurement["stages"],
  unattributedMs: number,
): RequestMeasurement => ({
  stages,
  unattributedMs,
  totalMs: stages.reduce((total, [, ms]) => total + ms, unattributedMs),
  isValuation: true,
});
const NOW = Date.parse("2026-01-05T12:00:00Z");

it("computes percentiles by nearest rank, and shares that add up with the unattributed time", () => {
  const window = new LatencyWindow(100, NOW - 10_000);
  for (let ms = 1; ms <= 20; ms += 1)
    window.add(
      request(
        [
          ["accept", ms],
          ["persist", 2 * ms],
        ],
        ms,
      ),
      NOW - ms,
    );
  const report = LatencyReport.parse(window.report(60, NOW));
  expect(report.stages).toEqual([
    { stage: "accept", count: 20, p50_ms: 10, p95_ms: 19, p99_ms: 20, share: 0.25 },
    { stage: "persist", count: 20, p50_ms: 20, p95_ms: 38, p99_ms: 40, share: 0.5 },
  ]);
  expect(report.unattributed).toEqual({
    count: 20,
    p50_ms: 10,
    p95_ms: 19,
    p99_ms: 20,
    share: 0.25,
  });
  expect(report.total).toEqual({ count: 20, p50_ms: 40, p95_ms: 76, p99_ms: 80 });
  expect(report.since).toBe(new Date(NOW - 10_000).toISOString());
});

it("counts a stage only where it took place", () => {
  const window = new LatencyWindow(10, NOW);
  window.add(request([["ensemble", 4]], 0), NOW);
  window.add(request([["value", 4]], 0), NOW);
  const counts = window.report(60, NOW).stages.map(({ stage, count }) => [stage, count]);
  expect(counts).toEqual([
    ["value", 1],
    ["ensemble", 1],
  ]);
});

it("leaves out what is older than the window", () => {
  const window = new LatencyWindow(10, NOW - 600_000);
  window.add(request([["accept", 50]], 0), NOW - 61_000);
  window.add(request([["accept", 1]], 0), NOW - 59_000);
  expect(window.report(60, NOW).total).toMatchObject({ count: 1, p99_ms: 1 });
  expect(window.report(60, NOW).since).toBe(new Date(NOW - 60_000).toISOString());
  expect(window.report(120, NOW).total).toMatchObject({ count: 2, p99_ms: 50 });
});

it("keeps the newest requests, and says how far back they reach", () => {
  const window = new LatencyWindow(4, NOW - 600_000);
  for (let index = 1; index <= 10; index += 1)
    window.add(request([["accept", index]], 0), NOW - 10_000 + index * 1_000);
  const report = window.report(60, NOW);
  expect(report.total).toMatchObject({ count: 4, p50_ms: 8, p99_ms: 10 });
  expect(report.since).toBe(new Date(NOW - 3_000).toISOString());
});

it("says null, not zero, when nothing was measured", () => {
  const report = LatencyReport.parse(new LatencyWindow(4, NOW).report(60, NOW));
  expect(report.stages).toEqual([]);
  expect(report.total).toEqual({ count: 0, p50_ms: null, p95_ms: null, p99_ms: null });
});
