import { SLOWEST_MINUTES, SLOWEST_PER_MINUTE, SlowestRequests } from "#contracts";
import { expect, it } from "vitest";

import type { RequestMeasurement } from "../http/request-clock.js";
import { SlowestWindow } from "./slowest-window.js";

const NOW = Date.parse("2026-01-05T12:00:00Z");
const request = (totalMs: number): RequestMeasurement => ({
  stages: [["queue", totalMs - 1]],
  unattributedMs: 1,
  totalMs,
  isValuation: true,
});

it("keeps the slowest of each minute, slowest first, newest minute first", () => {
  const window = new SlowestWindow();
  for (const ms of [3, 9, 1, 7, 5, 8, 2, 6, 4]) window.add(request(ms), undefined, NOW);
  window.add(request(2), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", NOW + 60_000);
  const report = SlowestRequests.parse(window.report(NOW + 60_000));
  expect(report.minutes.map(({ minute }) => minute)).toEqual([
    "2026-01-05T12:01:00.000Z",
    "2026-01-05T12:00:00.000Z",
  ]);
  expect(report.minutes[1]?.requests.map(({ total_ms }) => total_ms)).toEqual([9, 8, 7, 6, 5]);
  expect(report.minutes[0]?.requests[0]).toMatchObject({
    trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
    stages: [{ stage: "queue", duration_ms: 1 }],
    unattributed_ms: 1,
  });
});

it("never grows", () => {
  const window = new SlowestWindow();
  for (let minute = 0; minute < 100; minute += 1)
    for (let ms = 0; ms < 50; ms += 1) window.add(request(ms), undefined, NOW + minute * 60_000);
  const { minutes } = window.report(NOW + 99 * 60_000);
  expect(minutes).toHaveLength(SLOWEST_MINUTES);
  for (const { requests } of minutes) expect(requests).toHaveLength(SLOWEST_PER_MINUTE);
});

it("drops old requests, without new ones, too", () => {
  const window = new SlowestWindow();
  window.add(request(5), undefined, NOW);
  expect(window.report(NOW + SLOWEST_MINUTES * 60_000).minutes).toEqual([]);
});
