import { StackError, startStack, stopAllChildren } from "#stack";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";

import { listenForInterrupt } from "../../run/start/interrupt.js";
import { UsageError } from "../../cli/command-line/index.js";
import { openCallers } from "./callers.js";
import { closeConnections } from "./load.js";
import { readOptions, type BenchOptions } from "./options.js";
import { targetColumns, writePage, type Reports } from "./page.js";
import {
  outcomeOf,
  readReport,
  REPORT_VERSION,
  ReportError,
  type BackendReport,
  type BenchReport,
} from "./report.js";
import { openResultFiles, type ResultFiles } from "./result-files.js";
import { FULL, QUICK, type Bench } from "./scenario.js";
import { COLD, SCENARIOS, warmUp } from "./scenarios.js";
import {
  cpuRows,
  firstReportRows,
  floorRows,
  levelRows,
  scenarioRows,
  stageRows,
  textTable,
} from "./tables.js";
import { targetRows } from "./targets.js";

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
  const callers = openCallers();
  try {
    let warming: Promise<void> | undefined;
    const report: BackendReport = { backend, floor: null, scenarios: [], levels: [] };
    for (const scenario of SCENARIOS) {
      const { name, run } = scenario;
      if (only?.includes(name.toUpperCase()) === false) continue;
      signal.throwIfAborted();
      const bench: Bench = {
        stack,
        callers,
        sizes,
        signal,
        warmUp: () => (warming ??= warmUp(stack, { callers, sizes, signal })),
        progress: (share) => showProgress(`${backend}: ${name}`, share),
        onCall: (called, record) => files.addCall(backend, called, record),
      };
      bench.progress(0);
      if (scenario !== COLD) await bench.warmUp();
      const { floor = null, scenarios = [], levels = [] } = await run(bench);
      report.floor ??= floor;
      report.scenarios.push(...scenarios);
      report.levels.push(...levels);
    }
    return report;
  } finally {
    clearProgress();
    callers.close();
    await stack.close();
  }
};

const print = (report: BackendReport): void => {
  const show = (title: string, rows: string[][]): void => {
    if (rows.length > 1) say(`\n${title}\n${textTable(rows)}`);
  };
  say(`\nbackend ${report.backend}, Node ${process.version}; milliseconds`);
  show("scenarios", scenarioRows(report));
  show("floor", floorRows(report));
  show("many callers", levelRows(report));
  show("CPU", cpuRows(report));
  show("beside the report of September 2025", firstReportRows(report));
  for (const name of ["S1", "S2"]) {
    const outcome = outcomeOf(report, name);
    if (outcome !== undefined) show(`stages of ${name}`, stageRows(outcome));
  }
};

const writeDocs = (reports: Reports, folder: string): void => {
  mkdirSync(folder, { recursive: true });
  // The charts of an older page may have other names.
  for (const file of readdirSync(folder))
    if (/^bench-.*\.svg$/.test(file)) rmSync(path.join(folder, file));
  for (const [file, content] of writePage(reports)) writeFileSync(path.join(folder, file), content);
  say(`Wrote ${path.join(folder, "performance.md")} and its charts.`);
};

const bench = async (options: BenchOptions, signal: AbortSignal): Promise<void> => {
  const [first, ...others] = (options.from ?? []).map(readReport);
  if (first !== undefined) return writeDocs([first, ...others], options.docs ?? "docs");
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
    say(`\ntargets\n${textTable(targetRows(targetColumns([report])))}`);
    say(`\nEach call and the summary: ${path.relative(process.cwd(), files.finish(report))}`);
    if (options.docs !== undefined) writeDocs([report], options.docs);
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
