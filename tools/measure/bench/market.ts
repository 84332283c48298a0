import { startStack } from "#stack";

import { readSoldNames } from "../../data/market/sold-names.js";
import { seededMarket } from "../../data/market/seeded-market.js";
import { closeConnections, valueThrees } from "./load.js";
import { closeFunds, effects, fill, ingest, navRuns, openFunds } from "./market-load.js";
import { totalCpuMs } from "./process-usage.js";
import { readRunOptions } from "./run-options.js";
import { percentile } from "./statistics.js";

const { backend, isQuick } = readRunOptions(
  "bench:market",
  "Measures market data in, its effect on values, NAVs, and what the loops cost.",
);
const SENDERS = 4;
const REQUESTS = isQuick ? 4 : 25;
const SINGLES = isQuick ? 20 : 100;
const PER_SECOND = 500;
const SECONDS = isQuick ? 5 : 30;
const FUNDS = { funds: 100, positions: 50 };
const NAV_RUNS = isQuick ? 3 : 20;
const CALLS = isQuick ? 100 : 400;
const PAIRS = 2;

const show = (what: string, measured: string, goal = ""): void =>
  void process.stdout.write(
    `${what.padEnd(58)} ${measured}${goal === "" ? "" : `   goal ${goal}`}\n`,
  );

const market = seededMarket(await readSoldNames(), 1, Date.now());
const { domains } = market;
const stack = await startStack({
  backend,
  env: { NAV_INTERVAL: "1", SNAPSHOT_INTERVAL: "1" },
});
try {
  await fill(stack, market);

  const ingested = async (senders: number, requests: number, atOnce: number): Promise<string> => {
    const cpuMs = totalCpuMs(stack);
    const { accepted, rejected, elapsedMs } = await ingest(stack, domains, {
      senders,
      requests,
      atOnce,
    });
    const cost = (totalCpuMs(stack) - cpuMs) / accepted;
    return `${Math.round((accepted / elapsedMs) * 1_000)}/s, ${rejected} rejected, ${cost.toFixed(2)} ms of CPU each`;
  };
  await ingested(SENDERS, 2, 500);
  show(
    `${SENDERS} senders × ${REQUESTS} × 500 events`,
    await ingested(SENDERS, REQUESTS, 500),
    "5,000/s",
  );
  show(`16 senders × ${SINGLES} × 1 event`, await ingested(16, SINGLES, 1));

  const { latenciesMs, trades, rejected } = await effects(stack, domains, {
    perSecond: PER_SECOND,
    seconds: SECONDS,
  });
  show(
    `${PER_SECOND} events/s for ${SECONDS} s: a trade to its value`,
    `p50 ${percentile(latenciesMs, 0.5)} p95 ${percentile(latenciesMs, 0.95)} p99 ${percentile(latenciesMs, 0.99)} ms, ${latenciesMs.length} of ${trades} trades, ${rejected} rejected`,
    "p95 < 1,000 ms",
  );

  let open = await openFunds(stack, domains, FUNDS);
  const runsMs = await navRuns(stack, FUNDS.funds, NAV_RUNS);
  show(
    `NAVs of ${FUNDS.funds} funds × ${FUNDS.positions} positions, from a run's start to a subscriber`,
    `p50 ${percentile(runsMs, 0.5)} p95 ${percentile(runsMs, 0.95)} ms`,
    "< 200 ms",
  );
  await closeFunds(stack, open);

  const calm: number[] = [];
  const busy: number[] = [];
  let errors = 0;
  const small = async (into: number[]): Promise<void> => {
    const load = { calls: CALLS, concurrency: 1, ensemble: false };
    const { records } = await valueThrees(stack.gatewayUrl, load);
    const good = records.filter(({ error }) => error === undefined);
    errors += records.length - good.length;
    into.push(...good.map(({ durationMs }) => durationMs));
  };
  await valueThrees(stack.gatewayUrl, { calls: 100, concurrency: 1, ensemble: false });
  for (let pair = 0; pair < PAIRS; pair += 1) {
    await small(calm);
    open = await openFunds(stack, domains, FUNDS);
    await small(busy);
    await small(busy);
    await closeFunds(stack, open);
    await small(calm);
  }
  const p95 = (samples: number[]): number => percentile(samples, 0.95);
  show(
    `S1 while ${FUNDS.funds} NAVs and snapshots are made every second`,
    `p50 ${percentile(busy, 0.5).toFixed(1)} p95 ${p95(busy).toFixed(1)} ms, without ${percentile(calm, 0.5).toFixed(1)} and ${p95(calm).toFixed(1)}: p95 ${(p95(busy) / p95(calm)).toFixed(2)}×, ${errors} errors`,
    "≤ 1.2×",
  );
} finally {
  await stack.close();
  closeConnections();
}
