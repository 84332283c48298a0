import { startStack, waitFor, type Stack } from "#stack";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { closeConnections, valueThrees } from "./load.js";
import { totalCpuMs } from "./process-usage.js";
import { readRunOptions } from "./run-options.js";
import { percentile } from "./statistics.js";

const { backend, isQuick } = readRunOptions(
  "bench:tracing",
  "Measures what it costs S1 that every request is traced and exported.",
);
const CALLS = isQuick ? 100 : 500;
const ROUNDS = isQuick ? 1 : 4;
/** How often spans are exported here, in milliseconds: as often as the standard has it would end after the run. */
const EXPORT_MS = 500;

const show = (what: string, measured: string, goal: string): void =>
  void process.stdout.write(`${what.padEnd(44)} ${measured}   goal ${goal}\n`);

let bytes = 0;
const collector = createServer((request, response) => {
  request.on("data", (part: Buffer) => {
    bytes += part.length;
  });
  request.on("end", () => response.writeHead(200).end());
});
await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));

interface Side {
  readonly stack: Stack;
  readonly latenciesMs: number[];
  cpuMs: number;
}
const sides: Side[] = [];
const open = async (env: Record<string, string>): Promise<Side> => {
  const side: Side = { stack: await startStack({ backend, env }), latenciesMs: [], cpuMs: 0 };
  sides.push(side);
  await valueThrees(side.stack.gatewayUrl, { calls: CALLS, concurrency: 1, ensemble: false });
  return side;
};
const run = async (side: Side): Promise<void> => {
  const cpuMs = totalCpuMs(side.stack);
  const load = { calls: CALLS, concurrency: 1, ensemble: false };
  const { records } = await valueThrees(side.stack.gatewayUrl, load);
  side.latenciesMs.push(...records.map(({ durationMs }) => durationMs));
  // What is still to be exported belongs to what was traced.
  await new Promise((resolve) => setTimeout(resolve, 2 * EXPORT_MS));
  side.cpuMs += totalCpuMs(side.stack) - cpuMs;
};

try {
  const plain = await open({});
  const traced = await open({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_BSP_SCHEDULE_DELAY: String(EXPORT_MS),
  });
  await waitFor(() => bytes > 0, { timeoutMs: 10_000, what: "the first spans" });
  const before = bytes;
  for (let round = 0; round < ROUNDS; round += 1)
    for (const side of [plain, traced, traced, plain]) await run(side);
  const calls = 2 * ROUNDS * CALLS;
  const p50 = ({ latenciesMs }: Side): number => percentile(latenciesMs, 0.5);
  show(
    "S1's p50, traced over not",
    `${p50(traced).toFixed(2)} / ${p50(plain).toFixed(2)} ms: ${(p50(traced) / p50(plain)).toFixed(2)}×`,
    "≤ 1.10×",
  );
  show(
    "CPU of all apps, more a request",
    `${((traced.cpuMs - plain.cpuMs) / calls).toFixed(2)} ms of ${(traced.cpuMs / calls).toFixed(2)}`,
    "≤ 0.5 ms",
  );
  show("a trace, as it is sent", `${((bytes - before) / calls / 1_024).toFixed(1)} KB`, "≤ 5 KB");
} finally {
  for (const { stack } of sides) await stack.close();
  closeConnections();
  collector.close();
}
