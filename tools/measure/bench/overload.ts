import { httpCall, startStack, type Stack } from "#stack";

import { closeConnections, valueThrees } from "./load.js";
import { comeBy } from "./overload-load.js";
import { forgetPeak, peakMb } from "./process-usage.js";
import { percentile } from "./statistics.js";

// `npm run bench:overload [embedded] [quick]`: twice the load that can be served, and what becomes of who is served.
const isQuick = process.argv.includes("quick");
const SECONDS = isQuick ? 15 : 60;
const WARM_UP = 200;
const IDLE_CALLS = 300;
const POSSIBLE = { calls: 3_000, concurrency: 16 };
const LOOK_MS = 500;

const show = (what: string, measured: string): void =>
  void process.stdout.write(`${what.padEnd(44)} ${measured}\n`);

/** Jobs that wait in the interactive lane, as the gateway shows it. */
const waitingJobs = async ({ gatewayUrl }: Stack): Promise<number> => {
  const { body } = await httpCall(`${gatewayUrl}/metrics`, { timeoutMs: 5_000 });
  return Number(
    /^assay_queue_waiting_jobs\{[^}]*lane="interactive"[^}]*\} (\d+)/m.exec(body)?.[1] ??
      Number.NaN,
  );
};

const stack = await startStack({
  backend: process.argv.includes("embedded") ? "postgres" : "redis",
  env: { VALUATION_USE_ENSEMBLE: "0" },
});
try {
  const { gatewayUrl, apps } = stack;
  const calm = async (calls: number, concurrency: number) => {
    const { records, elapsedMs } = await valueThrees(gatewayUrl, {
      calls,
      concurrency,
      ensemble: false,
    });
    const good = records.filter(({ error }) => error === undefined);
    return {
      durationsMs: good.map(({ durationMs }) => durationMs),
      errors: records.length - good.length,
      perSecond: (good.length / elapsedMs) * 1_000,
    };
  };
  await calm(WARM_UP, 4);
  const idle = await calm(IDLE_CALLS, 1);
  const idleP95Ms = percentile(idle.durationsMs, 0.95);
  show(
    "idle: one caller",
    `p50 ${percentile(idle.durationsMs, 0.5).toFixed(1)} p95 ${idleP95Ms.toFixed(1)} ms, ${idle.errors} errors`,
  );
  const possible = await calm(POSSIBLE.calls, POSSIBLE.concurrency);
  show(
    "possible: 16 callers at once",
    `${possible.perSecond.toFixed(0)}/s, p95 ${percentile(possible.durationsMs, 0.95).toFixed(1)} ms, ${possible.errors} errors`,
  );

  for (const { pid } of Object.values(apps)) forgetPeak(pid);
  let longestQueue = 0;
  const load = { isOver: false };
  const watch = (async () => {
    while (!load.isOver) {
      longestQueue = Math.max(longestQueue, (await waitingJobs(stack)) || 0);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  const perSecond = Math.round(possible.perSecond * 2);
  const { acceptedMs, refused, unexplained, failures, elapsedMs } = await comeBy(gatewayUrl, {
    perSecond,
    seconds: SECONDS,
  });
  load.isOver = true;
  await watch;
  const p95Ms = percentile(acceptedMs, 0.95);
  show(
    `${perSecond}/s for ${SECONDS} s`,
    `${acceptedMs.length} accepted (${((acceptedMs.length / elapsedMs) * 1_000).toFixed(0)}/s), ${refused} refused, ${unexplained} without Retry-After`,
  );
  show(
    "  of those accepted",
    `p50 ${percentile(acceptedMs, 0.5).toFixed(1)} p95 ${p95Ms.toFixed(1)} p99 ${percentile(acceptedMs, 0.99).toFixed(1)} ms: p95 ${(p95Ms / idleP95Ms).toFixed(2)}× of idle   goal < 2×`,
  );
  show(
    "  failed otherwise",
    [...failures].map(([what, times]) => `${times} × ${what}`).join(", ") || "none",
  );
  show(
    "  the most at any time",
    `${longestQueue} jobs waiting; ${Object.entries(apps)
      .map(([app, { pid }]) => `${app} ${peakMb(pid) ?? "?"} MB`)
      .join(", ")}`,
  );
  const after = await calm(IDLE_CALLS, 1);
  show(
    "idle again",
    `p95 ${percentile(after.durationsMs, 0.95).toFixed(1)} ms, ${after.errors} errors`,
  );
} finally {
  await stack.close();
  closeConnections();
}
