import { drawBars, drawLines } from "./charts.js";
import { type BackendReport, type BenchReport, type Outcome } from "./report.js";
import { firstReportRows, floorRows, markdownTable, scenarioRows, stageRows } from "./tables.js";
import { drawWaterfall } from "./waterfall.js";

/** A page of documentation and the charts beside it: file name → content. */
export type Page = ReadonlyMap<string, string>;

/** Writes `performance.md` and its charts from a summary, and from nothing else. */
export const writePage = (report: BenchReport): Page => {
  const files = new Map<string, string>();
  const sections = report.backends.map((backend) => section(backend, files));
  const { machine } = report;
  files.set(
    "performance.md",
    `# Performance

Written by \`npm run bench\` on ${report.at.slice(0, 10)}${report.isQuick ? " (quick: too few calls to rest a claim on)" : ""}: Node ${machine.node}, ${machine.cpus} × ${machine.cpu}, ${machine.platform}; the load, the apps, the queue
and the database all on this machine. Read each figure beside its floor, which was measured in the same run. Times are
milliseconds as the client sees them; CPU is that of the three apps together. How to read the stages:
[observability.md](observability.md).

${sections.join("\n\n")}
`,
  );
  return files;
};

const section = (backend: BackendReport, files: Map<string, string>): string => {
  const outcomes = backend.scenarios;
  const named = (name: string): Outcome | undefined => outcomes.find((one) => one.name === name);
  const chart = (name: string, alt: string, svg: string): string => {
    const file = `bench-${backend.backend}-${name}.svg`;
    files.set(file, svg);
    return `![${alt}](${file})`;
  };
  const parts = [
    `## ${backend.backend === "redis" ? "Queue on Redis" : "Embedded: everything in Postgres"}`,
    markdownTable(scenarioRows(backend)),
    "### Beside the first report",
    "The figures under “then” are the Python prototype's, on a laptop in September 2025; its own totals and averages do not agree (420.7 ms over 10.51 ms is 40 calls, not 200).",
    markdownTable(firstReportRows(backend)),
    "### Floor",
    markdownTable(floorRows(backend)),
  ];
  for (const name of ["S1", "S2"]) {
    const outcome = named(name);
    if (outcome === undefined || outcome.stages.length === 0) continue;
    const bars = outcome.stages.map(({ stage, p50Ms }) => ({ name: stage, durationMs: p50Ms }));
    const title = `${name}: ${outcome.title}; p50 of each stage`;
    parts.push(
      `### Stages of ${name}`,
      chart(`${name.toLowerCase()}-stages`, title, drawWaterfall(title, bars)),
      markdownTable(stageRows(outcome)),
    );
  }
  const spread = outcomes.filter(({ name, quantilesMs }) =>
    ["S1", "S2", "MIXED"].includes(name) ? quantilesMs.length > 0 : false,
  );
  if (spread.length > 0) {
    parts.push(
      "### Distribution",
      chart(
        "distribution",
        "Share of calls that were answered within so many milliseconds",
        drawLines({
          title: "How long calls take",
          xLabel: "percent of calls",
          yLabel: "ms",
          tick: (x) => `${Math.round(x)} %`,
          series: spread.map(({ name, quantilesMs }) => ({
            name,
            points: quantilesMs.map((ms, index) => [index + 1, ms] as const),
          })),
        }),
      ),
    );
  }
  parts.push(...growth(outcomes, chart), ...workers(outcomes, chart));
  return parts.join("\n\n");
};

type Chart = (name: string, alt: string, svg: string) => string;

const growth = (outcomes: readonly Outcome[], chart: Chart): string[] => {
  const points = outcomes.flatMap((one) => {
    const stored = /^GROWTH ([\d,]+)$/.exec(one.name)?.[1];
    return stored === undefined ? [] : [{ stored, one }];
  });
  const [first] = points;
  const last = points.at(-1);
  if (points.length < 2 || first?.one.p50Ms == null || last?.one.p50Ms == null) return [];
  const line = (name: string, of: (one: Outcome) => number | null) => ({
    name,
    points: points.map(({ one }, index) => [index, of(one) ?? 0] as const),
  });
  return [
    "### Growth",
    `With ${last.stored} more valuations stored, p50 is ${(last.one.p50Ms / first.one.p50Ms).toFixed(2)} × that of the start.`,
    chart(
      "growth",
      "S1 as more and more is stored",
      drawLines({
        title: "S1 as more and more is stored",
        xLabel: "valuations stored before",
        yLabel: "ms",
        tick: (x) => points.find((_, index) => index === x)?.stored ?? "",
        series: [line("p50", ({ p50Ms }) => p50Ms), line("p95", ({ p95Ms }) => p95Ms)],
      }),
    ),
  ];
};

const workers = (outcomes: readonly Outcome[], chart: Chart): string[] => {
  const bars = outcomes.flatMap(({ name, rate }) => {
    const count = /^WORKERS (\d+)$/.exec(name)?.[1];
    return count === undefined
      ? []
      : [{ name: count === "1" ? "1 worker" : `${count} workers`, value: rate }];
  });
  if (bars.length === 0) return [];
  const title = "Throughput of a large batch by workers";
  return ["### Workers", chart("workers", title, drawBars(title, "values/s", bars))];
};
