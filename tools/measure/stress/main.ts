import { call, closeConnections, valueThrees } from "../bench/load.js";
import { UsageError } from "../../cli/command-line/index.js";
import { stageFigures } from "../bench/outcome.js";
import { percentile } from "../bench/statistics.js";
import { textTable } from "../bench/tables.js";
import { NAMES_AT_ONCE, readStressOptions, type StressOptions } from "./options.js";
import { paceAt } from "./pace.js";

// `npm run stress -- --url URL …`: a bounded load for a system that runs already.
const report = (text: string): void => void process.stderr.write(`${text}\n`);
const writeLine = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** The names of each request in turn; undefined leaves them to be made up. */
const namesInTurn = (domains: readonly string[] | undefined): (() => string[]) | undefined => {
  if (domains === undefined) return undefined;
  let next = 0;
  return () =>
    Array.from({ length: Math.min(NAMES_AT_ONCE, domains.length) }, () => {
      const name = domains[next % domains.length] ?? "";
      next += 1;
      return name;
    });
};

const stress = async (options: StressOptions, signal: AbortSignal): Promise<boolean> => {
  const { url, rate, concurrency, iterations, ensemble } = options;
  await call("GET", `${url}/readyz`).catch((error: Error) => {
    throw new UsageError(`${url} is not ready: ${error.message}`);
  });
  const domains = namesInTurn(options.domains);
  const { records, elapsedMs } = await valueThrees(
    url,
    {
      calls: iterations,
      concurrency,
      ensemble,
      until: () => signal.aborted,
      ...(rate === undefined ? {} : { pace: paceAt(rate, signal) }),
      ...(domains === undefined ? {} : { domains }),
    },
    writeLine,
  );
  const samples = records
    .filter(({ error }) => error === undefined)
    .map(({ durationMs }) => durationMs);
  const at = (share: number): number | null =>
    samples.length === 0 ? null : percentile(samples, share);
  const errors = records.length - samples.length;
  const stages = stageFigures(records);
  const summary = {
    url,
    ensemble,
    concurrency,
    rate: rate ?? null,
    isWhole: records.length === iterations,
    calls: records.length,
    errors,
    totalMs: elapsedMs,
    requestsPerSecond: (records.length / elapsedMs) * 1000,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    stages,
  };
  writeLine({ summary });
  const ms = (value: number | null): string => value?.toFixed(2) ?? "–";
  report(
    `${records.length} calls in ${(elapsedMs / 1000).toFixed(1)} s (${summary.requestsPerSecond.toFixed(0)}/s), ${errors} errors; p50 ${ms(summary.p50Ms)}, p95 ${ms(summary.p95Ms)}, p99 ${ms(summary.p99Ms)} ms\n${textTable(
      [
        ["Stage", "p50 ms", "p95 ms", "share"],
        ...stages.map(({ stage, p50Ms, p95Ms, share }) => [
          stage,
          p50Ms.toFixed(2),
          p95Ms.toFixed(2),
          `${(share * 100).toFixed(1)} %`,
        ]),
      ],
    )}`,
  );
  return errors === 0;
};

const main = async (): Promise<number> => {
  const interrupt = new AbortController();
  // Prints the summary of the requests so far.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interrupt.abort());
  try {
    const isGood = await stress(readStressOptions(process.argv.slice(2)), interrupt.signal);
    if (interrupt.signal.aborted) return 130;
    return isGood ? 0 : 1;
  } catch (error) {
    report(error instanceof UsageError ? error.message : String(error));
    return 2;
  } finally {
    closeConnections();
  }
};

process.exitCode = await main();
