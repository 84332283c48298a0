import { SystemReport } from "#contracts";
import { TransportUnavailableError } from "#transport";
import { expect, it } from "vitest";

import { SystemState } from "./system-state.js";

const queue = {
  waitingCount: () => Promise.resolve(3),
  oldestWaitingSeconds: () => Promise.resolve(0.5),
};
const ready = (): Promise<void> => Promise.resolve();
const busy = {
  inFlight: 2,
  queued: 1,
  admitted: 9,
  rejected: 4,
  estimatedWaitMs: 123.7,
  perSecond: 50,
};
const NOW = Date.parse("2026-01-05T12:00:00Z");

it("reports what is ready, what is not and why, and the queue's depth", async () => {
  const checks = {
    database: ready,
    replay: () => Promise.reject(new Error("database: connection refused")),
  };
  const report = SystemReport.parse(await new SystemState(checks, queue, () => busy).report(NOW));
  expect(report.parts).toMatchObject([
    { name: "database", is_ready: true, detail: null },
    { name: "replay", is_ready: false, detail: "database: connection refused" },
  ]);
  expect(report.lanes).toEqual([
    { lane: "interactive", waiting: 3, oldest_waiting_s: 0.5 },
    { lane: "bulk", waiting: 3, oldest_waiting_s: 0.5 },
  ]);
  expect(report.admission).toEqual({
    under_way: 3,
    rejected: 4,
    queued: 1,
    estimated_wait_ms: 124,
  });
});

it("has no depth of an unavailable queue", async () => {
  const away = {
    ...queue,
    waitingCount: () => Promise.reject(new TransportUnavailableError("the queue is unavailable")),
  };
  const report = await new SystemState({ database: ready }, away, () => busy).report(NOW);
  expect(report.lanes).toBeNull();
});
