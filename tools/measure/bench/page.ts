import { drawBars, drawLines } from "./charts.js";
import type { BackendReport, BenchReport, Level, Outcome } from "./report.js";
import { outcomeOf } from "./report.js";
import {
  cpuRows,
  firstReportRows,
  floorRows,
  levelRows,
  markdownTable,
  scenarioRows,
  stageRows,
} from "./tables.js";
import { targetRows } from "./targets.js";
import { drawWaterfall } from "./waterfall.js";

/** A page of documentation and the charts beside it: file name → content. */
export type Page = ReadonlyMap<string, string>;

/** One or more reports, the first of which is shown in full. */
export type Reports = readonly [BenchReport, ...BenchReport[]];

/** Writes `performance.md` and its charts from summaries, and from nothing else. */
export const writePage = (reports: Reports): Page => {
  const files = new Map<string, string>();
  const [main, ...others] = reports;
  const sections = main.backends.map((backend) => section(backend, files));
  files.set(
    "performance.md",
    `# Performance

${reports.map(runLine).join("\n")}

Callers, apps, queue and database all ran on this one machine. Times are milliseconds as the caller sees them.
[observability.md](observability.md) explains the stages. To write this page:

\`\`\`sh
npm run bench -- --docs docs                      # measures on the Node that runs npm, about 15 minutes

npm run bench                                     # or two runs: one on this Node,
npx -y node@24 dist/tools/measure/bench/main.js   # one on Node 24, apps included,
npm run bench -- --docs docs --from .data/bench/FIRST/summary.json --from .data/bench/SECOND/summary.json
\`\`\`

## Targets

Computed from ${others.length === 0 ? "this run" : "these runs"}: ✓ reached, ✗ not reached, – not measured.

${markdownTable(targetRows(targetColumns(reports)))}
${others.length === 0 ? "" : `\nEverything below is of the first run, on Node ${main.machine.node}.\n`}
${sections.join("\n\n")}
`,
  );
  return files;
};

const runLine = ({ at, isQuick, machine: { node, cpus, cpu, platform } }: BenchReport): string =>
  `- \`npm run bench\` on ${at.slice(0, 10)}, Node ${node}, ${cpus} × ${cpu}, ${platform}${isQuick ? " (quick: too few calls to rest a claim on)" : ""}`;

const BACKENDS = { redis: "Redis", embedded: "Embedded" } as const;

/** A column for each backend of each run. */
export const targetColumns = (reports: Reports): { label: string; report: BackendReport }[] =>
  reports.flatMap(({ machine, backends }) =>
    backends.map((report) => ({
      label: `${BACKENDS[report.backend]}${reports.length === 1 ? "" : `, Node ${machine.node}`}`,
      report,
    })),
  );

const section = (backend: BackendReport, files: Map<string, string>): string => {
  const chart = (name: string, alt: string, svg: string): string => {
    const file = `bench-${backend.backend}-${name}.svg`;
    files.set(file, svg);
    return `![${alt}](${file})`;
  };
  return [
    `## ${backend.backend === "redis" ? "Queue on Redis" : "Embedded: everything in Postgres"}`,
    markdownTable(scenarioRows(backend)),
    backend.scenarios.map(({ name, title }) => `**${name}**: ${title}.`).join(" "),
    ...(backend.floor === null
      ? []
      : [
          "### Floor",
          "The least that a request does: an empty HTTP handler, an empty job and its reply through the same queue, one SELECT, one INSERT. Floor, S1 and S2 were measured in alternation, a few calls of each at a time, after the same warm-up.",
          markdownTable(floorRows(backend)),
        ]),
    ...levels(backend, chart),
    "### CPU",
    "Milliseconds of CPU for one operation of the scenario's rate.",
    markdownTable(cpuRows(backend)),
    ...stages(backend, chart),
    ...distribution(backend, chart),
    ...growth(backend.scenarios, chart),
    ...workers(backend.scenarios, chart),
    "### Beside the first report",
    "The figures under “then” are the Python prototype's, on a laptop in September 2025; its own totals and averages do not agree (420.7 ms over 10.51 ms is 40 calls, not 200). Totals of S1 and S2 are for 200 calls. COLD calls as the prototype's script did.",
    markdownTable(firstReportRows(backend)),
  ].join("\n\n");
};

type Chart = (name: string, alt: string, svg: string) => string;

const levels = (backend: BackendReport, chart: Chart): string[] => {
  if (backend.levels.length === 0) return [];
  const eager = backend.levels.filter(({ loop, isObedient }) => loop === "closed" && !isObedient);
  const open = backend.levels.filter(({ loop }) => loop === "open");
  return [
    "### Many callers",
    "Callers that wait for their answers, then calls at a fixed rate, in multiples of the most answers a second that the callers got. One row stands for callers that retry at once and for callers that obey `Retry-After` where nobody was rejected. Latencies are those of admitted requests; “Stages ≥ 95 %” is the share of answers whose stages sum to at least 95 % of the total; health is the slowest answer of `/healthz` and `/readyz` meanwhile; CPU is milliseconds a second, the callers' own apart.",
    markdownTable(levelRows(backend)),
    chart(
      "callers",
      "Goodput and p95 by callers",
      drawLevels("Callers that retry at once", "callers", eager, (index) =>
        Number.isInteger(index) ? (eager[index]?.load.toLocaleString("en") ?? "") : "",
      ),
    ),
    chart(
      "open-loop",
      "Goodput and p95 by rate",
      drawLevels("Calls at a fixed rate", "rate ÷ capacity", open),
    ),
  ];
};

/** Goodput and p95 on one axis, each as a share of its largest value, which stands in its name. */
const drawLevels = (
  title: string,
  xLabel: string,
  of: readonly Level[],
  tickOfIndex?: (index: number) => string,
): string => {
  const line = (name: string, unit: string, values: readonly number[]) => {
    const most = Math.max(...values);
    return {
      name: `${name} (${most.toFixed(0)}${unit})`,
      points: values.map((value, index) => {
        const x = tickOfIndex === undefined ? (of[index]?.load ?? 0) : index;
        return [x, (value / most) * 100] as const;
      }),
    };
  };
  return drawLines({
    title,
    xLabel,
    yLabel: "% of most",
    ...(tickOfIndex === undefined ? {} : { tick: tickOfIndex }),
    series: [
      line(
        "goodput",
        "/s",
        of.map(({ goodput }) => goodput),
      ),
      line(
        "p95",
        " ms",
        of.map(({ p95Ms }) => p95Ms ?? 0),
      ),
    ],
  });
};

const stages = (backend: BackendReport, chart: Chart): string[] =>
  ["S1", "S2"].flatMap((name) => {
    const outcome = outcomeOf(backend, name);
    if (outcome === undefined || outcome.stages.length === 0) return [];
    const bars = outcome.stages.map(({ stage, p50Ms }) => ({ name: stage, durationMs: p50Ms }));
    const title = `${name}: ${outcome.title}; p50 of each stage`;
    return [
      `### Stages of ${name}`,
      chart(`${name.toLowerCase()}-stages`, title, drawWaterfall(title, bars)),
      markdownTable(stageRows(outcome)),
    ];
  });

const distribution = ({ scenarios }: BackendReport, chart: Chart): string[] => {
  const spread = scenarios.filter(({ name, quantilesMs }) =>
    ["COLD", "S1", "S2", "MIXED"].includes(name) ? quantilesMs.length > 0 : false,
  );
  if (spread.length === 0) return [];
  return [
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
  ];
};

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
    const workers = /^BULK( \d+ workers)?$/.exec(name);
    return workers === null ? [] : [{ name: workers[1]?.trim() ?? "1 worker", value: rate }];
  });
  if (bars.length < 2) return [];
  const title = "Throughput of a large batch by workers";
  return ["### Workers", chart("workers", title, drawBars(title, "values/s", bars))];
};
