import { StackError, startStack, stopAllChildren } from "#stack";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";

import { listenForInterrupt } from "../../run/start/interrupt.js";
import { measureFloor, S1_FLOOR } from "./floor.js";
import { closeConnections, valueThrees } from "./load.js";
import { UsageError } from "../../cli/command-line/index.js";
import { readOptions, type BenchOptions } from "./options.js";
import { beside } from "./outcome.js";
import { writePage } from "./page.js";
import {
  readReport,
  REPORT_VERSION,
  ReportError,
  type BackendReport,
  type BenchReport,
} from "./report.js";
import { openResultFiles, type ResultFiles } from "./result-files.js";
import { FULL, QUICK, SCENARIOS, type Bench } from "./scenarios.js";
import { firstReportRows, floorRows, scenarioRows, stageRows, textTable } from "./tables.js";

// `npm run bench`: starts a stack of its own for each backend and measures it.
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const BAR = 30;
const showProgress = (what: string, share: number): void => {
  if (!process.stderr.isTTY) return;
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  process.stderr.write(
    `\r\u001b[K${what.padEnd(24)} ${"█".repeat(filled)}${"░".repeat(BAR - filled)}`,
  );
};
const clearProgress = (): void => {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
};

const measureBackend = async (
  backend: BackendReport["backend"],
  { isQuick, only }: BenchOptions,
  files: ResultFiles,
  signal: AbortSignal,
): Promise<BackendReport> => {
  const sizes = isQuick ? QUICK : FULL;
  showProgress(`${backend}: starting`, 0);
  const stack = await startStack({ backend: backend === "redis" ? "redis" : "postgres" });
  try {
    signal.throwIfAborted();
    showProgress(`${backend}: FLOOR`, 0);
    const floor = await measureFloor(stack, sizes.floorCalls, signal);
    const sumOf = (of: "p50Ms" | "p95Ms"): number =>
      S1_FLOOR.reduce((sum, name) => sum + (floor[name]?.[of] ?? Number.NaN), 0);
    const s1Floor = { p50Ms: sumOf("p50Ms"), p95Ms: sumOf("p95Ms") };
    await valueThrees(stack.gatewayUrl, {
      calls: isQuick ? 100 : 500,
      concurrency: 4,
      ensemble: false,
      signal,
    });
    const scenarios: BackendReport["scenarios"] = [];
    for (const { name, run } of SCENARIOS) {
      if (only?.includes(name.toUpperCase()) === false) continue;
      signal.throwIfAborted();
      const bench: Bench = {
        stack,
        sizes,
        signal,
        progress: (share) => showProgress(`${backend}: ${name}`, share),
        onCall: (scenario, record) => files.addCall(backend, scenario, record),
      };
      bench.progress(0);
      const outcomes = await run(bench);
      const hasFloor = /^(S1|S2|MIXED|GROWTH .*)$/;
      scenarios.push(
        ...outcomes.map((one) => (hasFloor.test(one.name) ? beside(one, s1Floor) : one)),
      );
    }
    return { backend, floor, s1Floor, scenarios };
  } finally {
    clearProgress();
    await stack.close();
  }
};

const print = (report: BackendReport): void => {
  say(`\nbackend ${report.backend}, Node ${process.version}; milliseconds\n`);
  say(textTable(floorRows(report)));
  say(`\n${textTable(scenarioRows(report))}`);
  say(`\nbeside the report of September 2025\n${textTable(firstReportRows(report))}`);
  for (const one of report.scenarios) {
    if (one.name === "S1" || one.name === "S2")
      say(`\nstages of ${one.name}\n${textTable(stageRows(one))}`);
  }
};

const writeDocs = (report: BenchReport, folder: string): void => {
  for (const [file, content] of writePage(report)) writeFileSync(path.join(folder, file), content);
  say(`Wrote ${path.join(folder, "performance.md")} and its charts.`);
};

const bench = async (options: BenchOptions, signal: AbortSignal): Promise<void> => {
  if (options.from !== undefined) {
    writeDocs(readReport(options.from), options.docs ?? "docs");
    return;
  }
  const startedAt = new Date();
  const files = openResultFiles(options.out, startedAt);
  try {
    const backends: BackendReport[] = [];
    for (const backend of options.backend === undefined
      ? (["redis", "embedded"] as const)
      : [options.backend]) {
      // A quick look is at one backend: the first that there is.
      if (options.isQuick && backends.length > 0) break;
      try {
        const report = await measureBackend(backend, options, files, signal);
        print(report);
        backends.push(report);
      } catch (error) {
        const isAbsent = error instanceof StackError && error.message.includes("no redis-server");
        if (!isAbsent || options.backend !== undefined) throw error;
        say("No redis-server on the PATH: measuring the embedded backend alone.");
      }
    }
    signal.throwIfAborted();
    const [cpu] = cpus();
    const report: BenchReport = {
      version: REPORT_VERSION,
      at: startedAt.toISOString(),
      isQuick: options.isQuick,
      machine: {
        node: process.version,
        cpus: cpus().length,
        cpu: cpu?.model.trim() ?? "unknown",
        platform: `${process.platform} ${process.arch}`,
      },
      backends,
    };
    say(`\nEach call and the summary: ${path.relative(process.cwd(), files.finish(report))}`);
    if (options.docs !== undefined) writeDocs(report, options.docs);
  } catch (error) {
    files.discard();
    throw error;
  }
};

const main = async (): Promise<number> => {
  const interrupt = listenForInterrupt(
    process.env["npm_lifecycle_event"] !== undefined,
    () => void stopAllChildren({ force: true }),
  );
  try {
    const names = SCENARIOS.map(({ name }) => name.toUpperCase());
    await bench(readOptions(process.argv.slice(2), names), interrupt);
    return 0;
  } catch (error) {
    clearProgress();
    if (interrupt.aborted) {
      process.stderr.write("Interrupted: everything is stopped, and nothing is reported.\n");
      return 130;
    }
    const isTold =
      error instanceof UsageError || error instanceof ReportError || error instanceof StackError;
    process.stderr.write(
      `${isTold ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    return isTold ? 2 : 1;
  } finally {
    closeConnections();
  }
};

process.exit(await main());
