import { SystemReport } from "#contracts";
import { TransportUnavailableError } from "#transport";
import { expect, it } from "vitest";

import { CallCounts } from "./call-counts.js";
import { SystemState } from "./system-state.js";

const queue = {
  waitingCount: () => Promise.resolve(3),
  oldestWaitingSeconds: () => Promise.resolve(0.5),
};
const ready = (): Promise<void> => Promise.resolve();
const NOW = Date.parse("2026-01-05T12:00:00Z");

it("tells what is ready, what is not and why, and what waits", async () => {
  const counts = new CallCounts();
  counts.underWay = 2;
  const checks = {
    database: ready,
    replay: () => Promise.reject(new Error("database: connection refused")),
  };
  const report = SystemReport.parse(await new SystemState(checks, queue, counts).report(NOW));
  expect(report.parts).toMatchObject([
    { name: "database", is_ready: true, detail: null },
    { name: "replay", is_ready: false, detail: "database: connection refused" },
  ]);
  expect(report.lanes).toEqual([
    { lane: "interactive", waiting: 3, oldest_waiting_s: 0.5 },
    { lane: "bulk", waiting: 3, oldest_waiting_s: 0.5 },
  ]);
  expect(report.admission).toEqual({ under_way: 2, rejected: 0 });
});

it("has no depth of a queue that is away", async () => {
  const away = {
    ...queue,
    waitingCount: () => Promise.reject(new TransportUnavailableError("the queue is away")),
  };
  const report = await new SystemState({ database: ready }, away, new CallCounts()).report(NOW);
  expect(report.lanes).toBeNull();
});
