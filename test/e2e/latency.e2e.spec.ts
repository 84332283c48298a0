import { LatencyReport, STAGES } from "#contracts";
import type { Stack } from "#stack";
import { afterAll, beforeAll, expect, it, inject } from "vitest";

import { Api } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";

// Real: three processes, Postgres, the queue.
let stack: Stack;
let api: Api;
beforeAll(async () => {
  stack = await startSharedStack(inject("redisUrl") === undefined ? "postgres" : "redis");
  api = new Api(stack.gatewayUrl);
});
afterAll(() => stack?.close());

/** Stage → milliseconds of a `Server-Timing` header. */
const readHeader = (header: string | null): Map<string, number> =>
  new Map(
    (header ?? "").split(", ").map((part): [string, number] => {
      const [stage = "", durationMs = "NaN"] = part.split(";dur=");
      return [stage, Number(durationMs)];
    }),
  );

it("the latency of the last requests is that of their Server-Timing headers, and adds up", async () => {
  const headers: Map<string, number>[] = [];
  for (let call = 0; call < 40; call += 1) {
    const answer = await api.submit([`latency${call}.one`], { prefer: "wait=30" });
    expect(answer.status).toBe(200);
    headers.push(readHeader(answer.headers.get("server-timing")));
  }
  // Only valuations are counted.
  await api.get("/api/v1/valuation/latest?domain=latency1.one");
  const { body } = await api.get("/api/v1/latency?window=600");
  const report = LatencyReport.parse(body);

  /** The p-th percentile of a stage as the headers have it. */
  const ofHeaders = (stage: string, share: number): number | undefined => {
    const sorted = headers.flatMap((header) => header.get(stage) ?? []).toSorted((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1];
  };
  const reported = [
    ...report.stages,
    { stage: "unattributed", ...report.unattributed },
    { stage: "total", ...report.total },
  ];
  for (const { stage, count, p50_ms, p95_ms, p99_ms } of reported) {
    expect({ stage, count }).toEqual({
      stage,
      count: headers.filter((header) => header.has(stage)).length,
    });
    expect([stage, p50_ms, p95_ms, p99_ms]).toEqual([
      stage,
      ...[0.5, 0.95, 0.99].map((share) => ofHeaders(stage, share)),
    ]);
  }
  expect(report.total.count).toBe(40);
  const names = report.stages.map(({ stage }) => stage);
  expect(names).toEqual(STAGES.filter((stage) => names.includes(stage)));
  expect(names).toEqual(expect.arrayContaining(STAGES.filter((stage) => stage !== "ensemble")));
  const shares = report.stages.reduce((sum, { share }) => sum + share, report.unattributed.share);
  expect(shares).toBeGreaterThan(0.99);
  expect(shares).toBeLessThan(1.01);
  // What was found stored before its reply came, as on a slow machine, has no stages of the worker.
  const sum = (of: readonly Map<string, number>[], stage: string): number =>
    of.reduce((all, header) => all + (header.get(stage) ?? 0), 0);
  const lookedUp = headers.filter((header) => !header.has("reply"));
  expect(lookedUp.length).toBeLessThan(headers.length / 2);
  expect(report.unattributed.share).toBeLessThan(
    0.05 + sum(lookedUp, "unattributed") / sum(headers, "total"),
  );
});

it("an invalid window is rejected", async () => {
  for (const window of ["0", "1.5", "abc", "3601"]) {
    const answer = await api.get(`/api/v1/latency?window=${window}`);
    expect(answer.status, window).toBe(400);
    expect(answer.body).toMatchObject({ type: "urn:assay:problem:invalid-request" });
  }
});
