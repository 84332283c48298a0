import { APPS, waitFor, type Stack } from "#stack";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { Api } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";

// Real: three processes, Postgres, the queue. The collector hangs up on every caller.
let collector: Server;
let calls = 0;
let stack: Stack;
beforeAll(async () => {
  collector = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    collector.listen(0, "127.0.0.1", resolve);
  });
  stack = await startSharedStack(inject("redisUrl") === undefined ? "postgres" : "redis", {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_TIMEOUT: "750",
    OTEL_BSP_SCHEDULE_DELAY: "50",
    LOG_LEVEL: "info",
  });
});
afterAll(async () => {
  await stack?.close();
  collector?.close();
});

const warnings = (output: string): string[] =>
  output.split("\n").filter((line) => line.startsWith("telemetry: "));
const hangUps = (output: string): string[] =>
  warnings(output).filter((line) => /ECONNRESET|hang up/.test(line));

it("an unreachable collector costs each process one warning, no request and no orderly stop", async () => {
  const api = new Api(stack.gatewayUrl);
  const failedExports = async (round: number): Promise<void> => {
    const before = calls;
    await waitFor(
      async () => {
        const answer = await api.submit([`away${round}.one`], { prefer: "wait=30" });
        expect(answer.status).toBe(200);
        return calls >= before + 8;
      },
      { timeoutMs: 60_000, what: "exports to fail" },
    );
  };
  await failedExports(1);
  const { gateway, "valuation-worker": worker } = stack.apps;
  await waitFor(() => [gateway, worker].every(({ output }) => hangUps(output).length > 0), {
    timeoutMs: 20_000,
    what: "the warnings",
  });
  await failedExports(2);
  for (const { name, output } of [gateway, worker]) {
    expect(hangUps(output), name).toHaveLength(1);
    // A slow machine may see an export time out as well: that is another failure, and said once, too.
    expect(new Set(warnings(output)).size, name).toBe(warnings(output).length);
    expect(warnings(output).length, name).toBeLessThanOrEqual(2);
  }
  // Log lines are JSON, each of the app that wrote it.
  const lines = gateway.output.split("\n").filter((line) => line.startsWith("{"));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ app: "gateway" });
  for (const app of APPS)
    expect(await stack.apps[app].stop("SIGTERM", 15_000), app).toMatchObject({ code: 0 });
});
