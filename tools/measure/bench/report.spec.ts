import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { readServerTiming } from "./load.js";
import { UsageError } from "../../cli/command-line/index.js";
import { readOptions } from "./options.js";
import { stageFigures } from "./outcome.js";
import { writePage } from "./page.js";
import {
  readReport,
  REPORT_VERSION,
  ReportError,
  type BenchReport,
  type Outcome,
} from "./report.js";
import { openResultFiles } from "./result-files.js";
import { firstReportRows, scenarioRows } from "./tables.js";

const outcome = (name: string, more: Partial<Outcome> = {}): Outcome => ({
  name,
  title: name,
  calls: 200,
  errors: 1,
  totalMs: 420,
  avgMs: 2.1,
  p50Ms: 2,
  p95Ms: 4,
  p99Ms: 6,
  rate: 476,
  rateOf: "requests/s",
  cpuMsPerOp: 1.5,
  peakMb: { gateway: 120 },
  overFloor: { p50: 1.4, p95: 1.9 },
  stages: [{ stage: "persist", p50Ms: 1, p95Ms: 2, share: 0.5 }],
  quantilesMs: Array.from({ length: 99 }, (_, index) => index / 10),
  ...more,
});
const report: BenchReport = {
  version: REPORT_VERSION,
  at: "2026-01-05T12:00:00.000Z",
  isQuick: false,
  machine: { node: "v20", cpus: 2, cpu: "a cpu", platform: "linux x64" },
  backends: [
    {
      backend: "redis",
      floor: { "one SELECT": { count: 5, p50Ms: 0.2, p95Ms: 0.4, p99Ms: 0.5 } },
      s1Floor: { p50Ms: 1.4, p95Ms: 2.1 },
      scenarios: [
        outcome("S1"),
        outcome("GROWTH 0", { p50Ms: 2 }),
        outcome("GROWTH 1,000", { p50Ms: 3 }),
        outcome("WORKERS 1", { rate: 5_000, rateOf: "values/s" }),
      ],
    },
  ],
};
const [redis] = report.backends as [BenchReport["backends"][number]];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-bench-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the tables", () => {
  it("have the first report's columns and its figures beside ours", () => {
    const [head, s1] = scenarioRows(redis);
    expect(head?.slice(0, 7)).toEqual([
      "Scenario",
      "Total ms",
      "Avg ms/op",
      "p50",
      "p95",
      "Errors",
      "p99",
    ]);
    expect(s1?.slice(0, 8)).toEqual(["S1", "420.0", "2.10", "2.00", "4.00", "1", "6.00", "1.50"]);
    expect(firstReportRows(redis)[1]).toEqual([
      "S1",
      "420.0",
      "420.7",
      "2.10",
      "10.51",
      "2.00",
      "9.55",
      "4.00",
      "14.69",
    ]);
  });
});

it("the page is written from the summary, with every chart that it shows", () => {
  const files = writePage(report);
  const page = files.get("performance.md") ?? "";
  const shown = [...page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file]) => file ?? "");
  expect(shown).toEqual([
    "bench-redis-s1-stages.svg",
    "bench-redis-distribution.svg",
    "bench-redis-growth.svg",
    "bench-redis-workers.svg",
  ]);
  for (const file of shown) expect(files.get(file)).toMatch(/^<svg /);
  expect(page).toContain("p50 is 1.50 × that of the start");
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
  ])("%s is refused", (_what, content, message) => {
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

it("stages are told with their share of all calls' time", () => {
  const header = "load;dur=1.000, persist;dur=2.000, unattributed;dur=1.000, total;dur=4.000";
  const stages = readServerTiming(header);
  expect(stageFigures([{ atMs: 0, durationMs: 5, stages }])).toEqual([
    { stage: "load", p50Ms: 1, p95Ms: 1, share: 0.25 },
    { stage: "persist", p50Ms: 2, p95Ms: 2, share: 0.5 },
    { stage: "unattributed", p50Ms: 1, p95Ms: 1, share: 0.25 },
  ]);
});

it.each([["--backend", "mysql"], ["--only", "S9"], ["--fast"]])("refuses %s %s", (...args) => {
  expect(() => readOptions(args, ["S1"])).toThrow(UsageError);
});
