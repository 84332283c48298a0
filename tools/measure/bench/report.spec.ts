import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { UsageError } from "../../cli/command-line/index.js";
import { goodputOf } from "./levels.js";
import { readServerTiming } from "./load.js";
import { readOptions } from "./options.js";
import { stageFigures } from "./outcome.js";
import { writePage } from "./page.js";
import {
  readReport,
  REPORT_VERSION,
  ReportError,
  type BackendReport,
  type BenchReport,
  type Level,
  type Outcome,
} from "./report.js";
import { openResultFiles } from "./result-files.js";
import { cpuRows, firstReportRows, floorRows, levelRows, scenarioRows } from "./tables.js";
import { targetRows } from "./targets.js";

const outcome = (name: string, more: Partial<Outcome> = {}): Outcome => ({
  name,
  title: name,
  calls: 400,
  errors: 1,
  totalMs: 840,
  avgMs: 2.1,
  p50Ms: 2,
  p95Ms: 4,
  p99Ms: 6,
  rate: 476,
  rateOf: "requests/s",
  cpuMsPerOp: { gateway: 0.5, worker: 1, callers: 9 },
  peakMb: { gateway: 120 },
  stages: [{ stage: "persist", p50Ms: 1, p95Ms: 2, share: 0.5 }],
  quantilesMs: Array.from({ length: 99 }, (_, index) => index / 10),
  ...more,
});
const level = (loop: Level["loop"], load: number, more: Partial<Level> = {}): Level => ({
  loop,
  load,
  isObedient: false,
  goodput: 1_000,
  p50Ms: 20,
  p95Ms: 40,
  p99Ms: 60,
  rejectedShare: 0,
  attributedShare: 1,
  failures: {},
  slowestHealthMs: 5,
  cpuMsPerS: { gateway: 700, callers: 200 },
  ...more,
});
const figures = (p50Ms: number) => ({ count: 5, p50Ms, p95Ms: 2 * p50Ms, p99Ms: 3 * p50Ms });
const redis: BackendReport = {
  backend: "redis",
  floor: { parts: { "one SELECT": figures(0.2) }, all: figures(1.6) },
  scenarios: [
    outcome("COLD", { p50Ms: 3 }),
    outcome("WARM"),
    outcome("S1"),
    outcome("S2", { p50Ms: 2.1 }),
    outcome("S1×16", { rate: 1_600 }),
    outcome("FANOUT 60", { rate: 60_000, rateOf: "frames/s" }),
    outcome("FANOUT 80", { rate: 80_000, rateOf: "frames/s", p99Ms: 101 }),
    outcome("BULK", { rate: 5_000, rateOf: "values/s" }),
    outcome("BULK 2 workers", { rate: 9_000, rateOf: "values/s" }),
    outcome("IDLE"),
    outcome("MIXED", { p95Ms: 5, cpuMsPerOp: {} }),
    outcome("GROWTH 0", { p50Ms: 2 }),
    outcome("GROWTH 1,000", { p50Ms: 3 }),
  ],
  levels: [
    level("closed", 1, { goodput: 300 }),
    level("closed", 16),
    level("closed", 64, { goodput: 970 }),
    level("closed", 1_000, { goodput: 960, rejectedShare: 0.5, failures: { ECONNRESET: 2 } }),
    level("closed", 1_000, { goodput: 400, isObedient: true }),
    level("open", 1),
    level("open", 2, { goodput: 890, p95Ms: 1_100 }),
    level("open", 4, { goodput: 950, p95Ms: 1_150 }),
  ],
};
const report: BenchReport = {
  version: REPORT_VERSION,
  at: "2026-01-05T12:00:00.000Z",
  isQuick: false,
  machine: { node: "v20.1.0", cpus: 2, cpu: "a cpu", platform: "linux x64" },
  backends: [redis],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-bench-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the tables", () => {
  it("have the first report's columns and its figures beside ours, for as many calls", () => {
    const [head, , , s1] = scenarioRows(redis);
    const columns = ["Scenario", "Total ms", "Avg ms/op", "p50", "p95", "Errors", "p99"];
    expect(head?.slice(0, 7)).toEqual(columns);
    expect(s1?.slice(0, 7)).toEqual(["S1", "840.0", "2.10", "2.00", "4.00", "1", "6.00"]);
    const [, cold, then] = firstReportRows(redis);
    expect(cold?.slice(0, 3)).toEqual(["COLD", "420.0", "420.7"]);
    expect(then?.slice(0, 7)).toEqual(["S1", "420.0", "420.7", "2.10", "10.51", "2.00", "9.55"]);
  });

  it("keep the callers' CPU apart", () => {
    const [head, cold] = cpuRows(redis);
    expect(head).toEqual(["CPU ms/op", "all but callers", "gateway", "worker", "callers"]);
    expect(cold).toEqual(["COLD", "1.500", "0.500", "1.000", "9.000"]);
    expect(cpuRows(redis).map(([name]) => name)).not.toContain("MIXED");
  });

  it("have one row for callers of whom none was rejected, and two for others", () => {
    expect(levelRows(redis).map(([name, goodput]) => [name, goodput])).toEqual([
      ["Load", "Answers/s"],
      ["1 caller", "300"],
      ["16 callers", "1000"],
      ["64 callers", "970"],
      ["1,000 callers, retry at once", "960"],
      ["1,000 callers, obey Retry-After", "400"],
      ["1 × 1000/s", "1000"],
      ["2 × 1000/s", "890"],
      ["4 × 1000/s", "950"],
    ]);
    expect(levelRows(redis)[4]).toContain("2 × ECONNRESET");
  });

  it("show the small batches beside their floor", () => {
    const rows = floorRows(redis);
    expect(rows.at(-2)).toEqual(["S1", "2.00", "4.00", "6.00", "1.25", "1.25"]);
  });
});

it("targets are judged by what was measured, and by the goal of their backend", () => {
  const embedded: BackendReport = { ...redis, backend: "embedded" };
  const nothing: BackendReport = { backend: "redis", floor: null, scenarios: [], levels: [] };
  const [head, ...rows] = targetRows([
    { label: "Redis", report: redis },
    { label: "Embedded", report: embedded },
    { label: "nothing", report: nothing },
  ]);
  expect(head).toEqual(["Target", "Goal", "Redis", "Embedded", "nothing"]);
  expect(rows.map((row) => row[2])).toEqual([
    "0.96 ✓",
    "0.0 % ✓",
    "0.89 ✗",
    "1,150 ms ✓",
    "3.00 ms ✓",
    "1.50 ✗",
    "1,600 /s ✓",
    "1.50 ms ✗",
    "1.25 ✓",
    "1.050 ✗",
    "5,000 values/s ✗",
    "1.25 ✓",
    "60,000 /s ✗",
  ]);
  expect(rows[4]?.[1]).toBe("≤ 4.50 ms Redis, 6.00 ms embedded");
  const slow: BackendReport = { ...embedded, scenarios: [outcome("COLD", { p50Ms: 5 })] };
  const [, ...judged] = targetRows([
    { label: "Redis", report: { ...slow, backend: "redis" } },
    { label: "Embedded", report: slow },
  ]);
  const first200 = judged.find(([what]) => what?.startsWith("the first 200 calls"));
  expect(first200?.slice(2)).toEqual(["5.00 ms ✗", "5.00 ms ✓"]);
  expect(new Set(rows.map((row) => row[4]))).toEqual(new Set(["–"]));
});

it("answers that came after the last call are not counted for its time", () => {
  const answered = [100, 900, 1_100].map((atMs) => ({ atMs, durationMs: 50, serverTiming: "" }));
  expect(goodputOf(answered, 1)).toBe(2);
});

describe("the page", () => {
  it("is written from the summary, with every chart that it shows", () => {
    const files = writePage([report]);
    const page = files.get("performance.md") ?? "";
    const shown = [...page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file]) => file ?? "");
    expect(shown).toEqual([
      "bench-redis-callers.svg",
      "bench-redis-open-loop.svg",
      "bench-redis-s1-stages.svg",
      "bench-redis-s2-stages.svg",
      "bench-redis-distribution.svg",
      "bench-redis-growth.svg",
      "bench-redis-workers.svg",
    ]);
    for (const file of shown) expect(files.get(file)).toMatch(/^<svg /);
    expect(page).toContain("p50 is 1.50 × that of the start");
  });

  it("has a column for each backend of a second run, and shows the first in full", () => {
    const newer: BenchReport = {
      ...report,
      machine: { ...report.machine, node: "v24.2.0" },
      backends: [{ ...redis, scenarios: [outcome("COLD", { p50Ms: 9 })] }],
    };
    const page = writePage([report, newer]).get("performance.md") ?? "";
    expect(page).toMatch(/\| +Redis, Node v20.1.0 \| +Redis, Node v24.2.0 \|/);
    expect(page).toMatch(/the first 200 calls after ready.*\| +3.00 ms ✓ \| +9.00 ms ✗ \|/);
    expect(page.match(/^## Queue on Redis/gm)).toHaveLength(1);
  });
});

describe("a summary", () => {
  const file = (content: string): string => {
    const name = path.join(folder, "summary.json");
    writeFileSync(name, content);
    return name;
  };

  it("is read as it was written", () => {
    expect(readReport(file(JSON.stringify(report)))).toEqual(report);
  });

  it.each([
    ["of another version", JSON.stringify({ ...report, version: 99 }), /is of version 99/],
    ["without one", "{}", /is of version undefined/],
    ["that is cut off", JSON.stringify(report).slice(0, 50), /cannot be read/],
    ["that lacks something", JSON.stringify({ ...report, backends: [{}] }), /is no summary/],
  ])("%s is rejected", (_what, content, message) => {
    expect(() => readReport(file(content))).toThrow(ReportError);
    expect(() => readReport(file(content))).toThrow(message);
  });
});

describe("the files of a run", () => {
  const at = new Date("2026-01-05T12:00:00Z");

  it("take their place when it is whole", () => {
    const files = openResultFiles(folder, at);
    files.addCall("redis", "S1", { atMs: 0, durationMs: 1, stages: {} });
    expect(readdirSync(folder).join()).toContain(".partial");
    const place = files.finish(report);
    expect(readdirSync(folder)).toEqual(["2026-01-05T12-00-00"]);
    expect(readdirSync(place).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "calls.jsonl",
      "summary.json",
    ]);
  });

  it("are gone when it is not", () => {
    const files = openResultFiles(folder, at);
    files.addCall("redis", "S1", { atMs: 0, durationMs: 1, stages: {} });
    files.discard();
    expect(readdirSync(folder)).toEqual([]);
  });
});

it("stages are reported with their share of all calls' time", () => {
  const header = "load;dur=1.000, persist;dur=2.000, unattributed;dur=1.000, total;dur=4.000";
  const stages = readServerTiming(header);
  expect(stageFigures([{ atMs: 0, durationMs: 5, stages }])).toEqual([
    { stage: "load", p50Ms: 1, p95Ms: 1, share: 0.25 },
    { stage: "persist", p50Ms: 2, p95Ms: 2, share: 0.5 },
    { stage: "unattributed", p50Ms: 1, p95Ms: 1, share: 0.25 },
  ]);
});

it.each([["--backend", "mysql"], ["--only", "S9"], ["--fast"]])("rejects %s %s", (...args) => {
  expect(() => readOptions(args, ["S1"])).toThrow(UsageError);
});
