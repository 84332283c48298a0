import { httpCall, startStack, type Stack } from "#stack";
import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { drawLines } from "./charts.js";
import { closeConnections, valueThrees } from "./load.js";
import { closedLoop, openLoop, type OverloadOutcome } from "./overload-load.js";
import { forgetPeak, peakMb, treeCpuMs } from "./process-usage.js";
import { readRunOptions } from "./run-options.js";
import { percentile } from "./statistics.js";

// How many are served when many call: callers that wait for answers, and calls that come at a fixed rate.
const { backend, isQuick } = readRunOptions(
  "bench:overload",
  "Measures goodput and latency from 1 to 1,000 callers, and from half to four times the possible load.",
);
const SECONDS = isQuick ? 4 : 20;
const WARM_UP_CALLS = isQuick ? 1_000 : 4_000;
const CALLERS = [1, 16, 64, 256, 1_000];
const MANY = 64;
const BASE_CALLERS = 16;
const SHARES = [0.5, 1, 2, 4];
const PROBE_MS = 250;
const OUT = ".data/bench/overload";

interface Row {
  readonly load: string;
  readonly goodput: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly rejectedShare: number;
  readonly unexplained: number;
  readonly failures: string;
  /** The slowest of the health checks that were made meanwhile; NaN where one was not answered. */
  readonly slowestHealthMs: number;
  /** CPU of each process for one second of the load, in milliseconds; the callers are this process. */
  readonly cpuMsPerS: Readonly<Record<string, number>>;
}

const stack = await startStack({ backend, env: { VALUATION_USE_ENSEMBLE: "0" } });

const processes = ({ apps, postgres, redis }: Stack): Record<string, number> => ({
  ...Object.fromEntries(Object.entries(apps).map(([app, { pid }]) => [app, pid])),
  ...(postgres === undefined ? {} : { postgres: postgres.process.pid }),
  ...(redis === undefined ? {} : { redis: redis.process.pid }),
  callers: process.pid,
});

const cpuNow = (): Record<string, number> =>
  Object.fromEntries(
    Object.entries(processes(stack)).map(([name, pid]) => [
      name,
      name === "callers"
        ? process.cpuUsage().user / 1e3 + process.cpuUsage().system / 1e3
        : treeCpuMs(pid),
    ]),
  );

/** Asks for health and readiness by turns. @returns what stops that, with the slowest answer in milliseconds */
const probeHealth = (): (() => Promise<number>) => {
  let slowestMs = 0;
  const probe = { isOver: false };
  const probing = (async () => {
    for (let turn = 0; !probe.isOver; turn += 1) {
      const sentMs = performance.now();
      const { status } = await httpCall(
        `${stack.gatewayUrl}${turn % 2 === 0 ? "/healthz" : "/readyz"}`,
        {
          timeoutMs: 10_000,
        },
      ).catch(() => ({ status: 0 }));
      slowestMs = status === 200 ? Math.max(slowestMs, performance.now() - sentMs) : Number.NaN;
      await sleep(PROBE_MS);
    }
  })();
  return async () => {
    probe.isOver = true;
    await probing;
    return slowestMs;
  };
};

const rows: Row[] = [];
const measure = async (load: string, run: () => Promise<OverloadOutcome>): Promise<Row> => {
  const before = cpuNow();
  const stopProbing = probeHealth();
  const { answeredMs, rejected, unexplained, failures, elapsedMs } = await run();
  const after = cpuNow();
  const slowestHealthMs = await stopProbing();
  const perS = 1_000 / elapsedMs;
  const row: Row = {
    load,
    goodput: answeredMs.length * perS,
    p50Ms: percentile(answeredMs, 0.5),
    p95Ms: percentile(answeredMs, 0.95),
    p99Ms: percentile(answeredMs, 0.99),
    rejectedShare: rejected / Math.max(1, rejected + answeredMs.length),
    unexplained,
    failures: [...failures].map(([what, times]) => `${times} × ${what}`).join(", "),
    slowestHealthMs,
    cpuMsPerS: Object.fromEntries(
      Object.entries(after).map(([name, cpu]) => [name, (cpu - (before[name] ?? 0)) * perS]),
    ),
  };
  rows.push(row);
  show(row);
  return row;
};

const show = (row: Row): void => {
  const cpu = Object.entries(row.cpuMsPerS)
    .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
    .join(", ");
  process.stdout.write(
    `${row.load.padEnd(34)} ${row.goodput.toFixed(0).padStart(5)}/s  p50 ${row.p50Ms.toFixed(0)} p95 ${row.p95Ms.toFixed(0)} p99 ${row.p99Ms.toFixed(0)} ms  rejected ${(row.rejectedShare * 100).toFixed(1)} %${row.unexplained > 0 ? ` (${row.unexplained} without Retry-After)` : ""}  health ≤ ${row.slowestHealthMs.toFixed(0)} ms  CPU ms/s: ${cpu}${row.failures === "" ? "" : `  failed: ${row.failures}`}\n`,
  );
};

const chart = (name: string, xLabel: string, of: readonly (readonly [number, Row])[]): void => {
  const most = Math.max(...of.map(([, { goodput }]) => goodput));
  const slowest = Math.max(...of.map(([, { p95Ms }]) => p95Ms));
  // Both on one axis, each as a share of its largest value, which stands in its name.
  const svg = drawLines({
    title: `Goodput and latency, ${backend === "redis" ? "Redis" : "embedded"}`,
    xLabel,
    yLabel: "% of the largest",
    series: [
      {
        name: `goodput (${most.toFixed(0)}/s)`,
        points: of.map(([x, { goodput }]) => [x, (goodput / most) * 100] as const),
      },
      {
        name: `p95 (${slowest.toFixed(0)} ms)`,
        points: of.map(([x, { p95Ms }]) => [x, (p95Ms / slowest) * 100] as const),
      },
    ],
  });
  writeFileSync(`${OUT}/${backend}-${name}.svg`, svg);
};

try {
  const { gatewayUrl, apps } = stack;
  mkdirSync(OUT, { recursive: true });
  await valueThrees(gatewayUrl, { calls: WARM_UP_CALLS, concurrency: 16, ensemble: false });
  for (const { pid } of Object.values(apps)) forgetPeak(pid);

  const closed: [number, Row][] = [];
  for (const callers of CALLERS)
    closed.push([
      callers,
      await measure(`${callers} callers, retrying at once`, () =>
        closedLoop(gatewayUrl, { callers, seconds: SECONDS, isObedient: false }),
      ),
    ]);
  for (const callers of CALLERS.filter((many) => many >= MANY))
    await measure(`${callers} callers that obey Retry-After`, () =>
      closedLoop(gatewayUrl, { callers, seconds: SECONDS, isObedient: true }),
    );
  const base = closed.find(([callers]) => callers === BASE_CALLERS)?.[1].goodput ?? Number.NaN;
  const possible = Math.max(...closed.map(([, { goodput }]) => goodput));
  const open: [number, Row][] = [];
  for (const share of SHARES)
    open.push([
      share,
      await measure(`${share} × ${possible.toFixed(0)}/s`, () =>
        openLoop(gatewayUrl, { perSecond: possible * share, seconds: SECONDS }),
      ),
    ]);
  chart("callers", "callers that wait for their answers", closed);
  chart("open-loop", "load, in multiples of the possible", open);
  writeFileSync(`${OUT}/${backend}.json`, JSON.stringify({ backend, rows }, undefined, 2));
  for (const [callers, { goodput }] of closed.filter(([many]) => many >= MANY))
    process.stdout.write(
      `goodput of ${callers} ÷ of ${BASE_CALLERS}: ${(goodput / base).toFixed(2)}   goal ≥ 0.95\n`,
    );
  for (const [share, { goodput, p95Ms }] of open.filter(([many]) => many > 1))
    process.stdout.write(
      `at ${share} × the possible: goodput ÷ possible ${(goodput / possible).toFixed(2)}   goal ≥ 0.9; p95 ${p95Ms.toFixed(0)} ms   goal ≤ 1,200\n`,
    );
  process.stdout.write(
    `memory at its peak: ${Object.entries(apps)
      .map(([app, { pid }]) => `${app} ${peakMb(pid) ?? "?"} MB`)
      .join(", ")}\ncharts and figures: ${OUT}\n`,
  );
} finally {
  await stack.close();
  closeConnections();
}
