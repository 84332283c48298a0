import { startStack, type Stack } from "#stack";
import { readFileSync, writeFileSync } from "node:fs";
import pg from "pg";

import { measureFloor } from "./floor.js";
import { closeConnections, valueMany, valueThrees } from "./load.js";
import { percentile, summarise, type Summary } from "./statistics.js";
import { drawWaterfall } from "./waterfall.js";

// `npm run bench [-- --backend redis|embedded] [--quick] [--svg FILE]`: starts a stack of its own and measures it.
const backend = process.argv.includes("embedded") ? "postgres" : "redis";
const svgFile = process.argv.includes("--svg")
  ? process.argv[process.argv.indexOf("--svg") + 1]
  : undefined;
const isQuick = process.argv.includes("--quick");
const CALLS = isQuick ? 200 : 1_000;
const BULK_NAMES = isQuick ? 20_000 : 100_000;
const STORED = isQuick ? 100_000 : 1_000_000;

const show = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
};
const ms = (value: number): string => value.toFixed(2).padStart(8);
const row = (name: string, { count, p50Ms, p95Ms, p99Ms }: Summary, more = ""): void =>
  show(
    `${name.padEnd(30)} ${String(count).padStart(6)} ${ms(p50Ms)} ${ms(p95Ms)} ${ms(p99Ms)}  ${more}`,
  );

/** The most memory that a process has held, in MB, as Linux tells it. */
const peakMb = (pid: number): string => {
  try {
    return (
      (Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) ||
        Number.NaN) / 1024
    ).toFixed(0);
  } catch {
    return "?";
  }
};

/** Fills the tables as so many batches of 1,000 would have, by SQL: only the indexes' size matters to the next batch. */
const storeMany = async (databaseUrl: string, count: number): Promise<void> => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`
      WITH head AS (UPDATE streams SET head = head + ${count} WHERE stream = 'market' RETURNING head - ${count} AS base),
      v AS MATERIALIZED (
        SELECT head.base + n AS seq, md5((n / 1000)::text || random()::text)::uuid AS batch_id, n AS idx,
          'stored-' || md5(n::text) || '.com' AS domain
        FROM head, generate_series(1, ${count}) n
      ), stored AS (
        INSERT INTO valuations SELECT seq, batch_id, idx, domain, NULL, 10.00, 'USD', 1.46, 68.37, 0.37, 'market-1',
          'anchor', '{"primary_source":"anchor","fallback_chain":[],"market":[],"adjustments":[],"inputs":{}}', true, now() FROM v
      ), state AS (
        INSERT INTO domain_states (domain, value, valued_at, valuation_seq) SELECT domain, 10.00, now(), seq FROM v
      )
      INSERT INTO events SELECT seq, 'v-' || batch_id || '-' || idx, 'valuation_update', 1, now(), domain, NULL,
        '{"domain":"stored","value":"10.00"}' FROM v`);
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
};

const run = async (stack: Stack): Promise<void> => {
  const threes = async (name: string, concurrency: number): Promise<Summary> => {
    const calls = concurrency === 1 ? CALLS : CALLS * 4;
    let done = 0;
    const { samplesMs, elapsedMs, stages } = await valueThrees(
      stack.gatewayUrl,
      { calls, concurrency, ensemble: false },
      () => {
        done += 1;
        if (done % 50 === 0) progress(`${name}: ${done} of ${calls}`);
      },
    );
    progress("");
    const summary = summarise(samplesMs);
    row(name, summary, `${((calls / elapsedMs) * 1000).toFixed(0)} requests/s`);
    if (concurrency === 1) {
      show(
        `  stages, p50 ms: ${[...stages].map(([stage, samples]) => `${stage} ${percentile(samples, 0.5).toFixed(2)}`).join(", ")}`,
      );
    }
    if (concurrency === 1 && svgFile !== undefined) {
      const bars = [...stages]
        .filter(([stage]) => stage !== "total")
        .map(([stage, samples]) => ({ name: stage, durationMs: percentile(samples, 0.5) }));
      writeFileSync(
        svgFile,
        drawWaterfall(
          `Three names, ${backend}: where ${summary.p50Ms.toFixed(1)} ms go (p50 of each stage)`,
          bars,
        ),
      );
    }
    return summary;
  };

  show(`\nbackend ${backend}, Node ${process.version}\n`);
  show(
    `${"".padEnd(30)} ${"calls".padStart(6)} ${"p50 ms".padStart(8)} ${"p95 ms".padStart(8)} ${"p99 ms".padStart(8)}`,
  );
  const floor = await measureFloor(stack.databaseUrl);
  for (const [name, summary] of Object.entries(floor)) row(`FLOOR ${name}`, summary);
  await valueThrees(stack.gatewayUrl, { calls: 300, concurrency: 4, ensemble: false });
  const empty = await threes("S1 three names, in turn", 1);
  await threes("S1 three names, 16 at once", 16);

  const bulkMs = await valueMany(stack.gatewayUrl, BULK_NAMES, (done) =>
    progress(`BULK: ${done} of ${BULK_NAMES}`),
  );
  progress("");
  show(
    `BULK ${BULK_NAMES.toLocaleString("en")} names: ${(bulkMs / 1000).toFixed(2)} s, ${((BULK_NAMES / bulkMs) * 1000).toFixed(0)} values/s`,
  );

  progress(`GROWTH: storing ${STORED.toLocaleString("en")} valuations`);
  await storeMany(stack.databaseUrl, STORED);
  progress("");
  const full = await threes(`S1 with ${STORED.toLocaleString("en")} more stored`, 1);
  show(`GROWTH p50 is ${(full.p50Ms / empty.p50Ms).toFixed(2)} × that of the start`);

  const sum = Object.values(floor).reduce((total, { p50Ms }) => total + p50Ms, 0);
  show(
    `S1 p50 is ${(empty.p50Ms / sum).toFixed(1)} × its floor of ${sum.toFixed(2)} ms (HTTP + SELECT + INSERT)`,
  );
  show(
    `peak memory, MB: ${Object.entries(stack.apps)
      .map(([app, { pid }]) => `${app} ${peakMb(pid)}`)
      .join(", ")}`,
  );
};

progress("starting the stack");
const stack = await startStack({ backend });
progress("");
try {
  await run(stack);
} finally {
  closeConnections();
  await stack.close();
}
