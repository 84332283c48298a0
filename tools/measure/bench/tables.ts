import {
  capacityOf,
  FIRST_REPORT,
  systemCpu,
  type BackendReport,
  type Level,
  type Outcome,
} from "./report.js";

type Rows = readonly (readonly string[])[];

/** Cells as wide as their column needs; the first column to the left, the others to the right. */
const padded = (rows: Rows): string[][] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(MIN_WIDTH, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    }),
  );
};
/** Of a column in Markdown. */
const MIN_WIDTH = 3;

/** A table of text. */
export const textTable = (rows: Rows): string =>
  padded(rows)
    .map((row) => row.join("  ").trimEnd())
    .join("\n");

/** The same as Markdown, as the formatter would write it. */
export const markdownTable = (rows: Rows): string => {
  const [head = [], ...body] = padded(rows);
  const rule = head.map(({ length }, column) =>
    column === 0 ? "-".repeat(length) : `${"-".repeat(length - 1)}:`,
  );
  return [head, rule, ...body].map((row) => `| ${row.join(" | ")} |`).join("\n");
};

const ms = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? "–" : value.toFixed(digits);

const percent = (share: number | null): string =>
  share === null ? "–" : `${(share * 100).toFixed(1)} %`;

const memory = ({ peakMb }: Outcome): string =>
  Object.entries(peakMb)
    .map(([app, mb]) => `${app.replace("valuation-", "")} ${mb ?? "?"}`)
    .join(", ");

/** Every scenario, in the columns of the first report and ours. */
export const scenarioRows = ({ scenarios }: BackendReport): string[][] => [
  ["Scenario", "Total ms", "Avg ms/op", "p50", "p95", "Errors", "p99", "Rate", "Peak MB"],
  ...scenarios.map((one) => [
    one.name,
    ms(one.totalMs, 1),
    ms(one.avgMs),
    ms(one.p50Ms),
    ms(one.p95Ms),
    String(one.errors),
    ms(one.p99Ms),
    `${one.rate.toFixed(0)} ${one.rateOf}`,
    memory(one),
  ]),
];

const processesOf = (cpus: readonly Outcome["cpuMsPerOp"][]): string[] => [
  ...new Set(cpus.flatMap((cpu) => Object.keys(cpu))),
];

/** CPU of each process for one operation of each scenario. */
export const cpuRows = ({ scenarios }: BackendReport): string[][] => {
  const measured = scenarios.filter(({ cpuMsPerOp }) => Object.keys(cpuMsPerOp).length > 0);
  const processes = processesOf(measured.map(({ cpuMsPerOp }) => cpuMsPerOp));
  return [
    ["CPU ms/op", "all but callers", ...processes],
    ...measured.map(({ name, cpuMsPerOp }) =>
      [name, ms(systemCpu(cpuMsPerOp), 3)].concat(
        processes.map((process) => ms(cpuMsPerOp[process], 3)),
      ),
    ),
  ];
};

/** Each load of many callers, with CPU in milliseconds a second of the load. */
export const levelRows = ({ levels }: BackendReport): string[][] => {
  const processes = processesOf(levels.map(({ cpuMsPerS }) => cpuMsPerS));
  return [
    [
      "Load",
      "Answers/s",
      "p50",
      "p95",
      "p99",
      "Rejected",
      "Failed",
      "Stages ≥ 95 %",
      "Health ≤ ms",
      ...processes.map((process) => `${process} ms/s`),
    ],
    ...levels.map((level) => [
      levelName(level, levels),
      level.goodput.toFixed(0),
      ms(level.p50Ms, 1),
      ms(level.p95Ms, 1),
      ms(level.p99Ms, 1),
      percent(level.rejectedShare),
      failuresOf(level),
      percent(level.attributedShare),
      ms(level.slowestHealthMs, 0),
      ...processes.map((process) => ms(level.cpuMsPerS[process], 0)),
    ]),
  ];
};

const levelName = (
  { loop, load, isObedient, rejectedShare }: Level,
  all: readonly Level[],
): string => {
  if (loop === "open") return `${load} × ${capacityOf(all).toFixed(0)}/s`;
  const callers = `${load.toLocaleString("en")} ${load === 1 ? "caller" : "callers"}`;
  if (isObedient) return `${callers}, obey Retry-After`;
  return rejectedShare > 0 ? `${callers}, retry at once` : callers;
};

const failuresOf = ({ failures }: Level): string =>
  Object.entries(failures)
    .map(([what, times]) => `${times} × ${what}`)
    .join(", ") || "0";

/** Ours beside the report that this project started from; COLD is S1 as its own script called. */
export const firstReportRows = ({ scenarios }: BackendReport): string[][] => [
  ["Scenario", "Total ms", "then", "Avg ms/op", "then", "p50", "then", "p95", "then"],
  ...scenarios.flatMap((one) => {
    const then = FIRST_REPORT[one.name === "COLD" ? "S1" : one.name];
    if (then === undefined) return [];
    return [
      [
        one.name,
        // Of as many calls as then.
        ms(then.calls === undefined ? one.totalMs : (one.totalMs / one.calls) * then.calls, 1),
        ms(then.totalMs, 1),
        ms(one.avgMs),
        ms(then.avgMs),
        ms(one.p50Ms),
        ms(then.p50Ms),
        ms(one.p95Ms),
        ms(then.p95Ms),
      ],
    ];
  }),
];

/** The stages of a scenario. */
export const stageRows = ({ stages }: Outcome): string[][] => [
  ["Stage", "p50 ms", "p95 ms", "share"],
  ...stages.map(({ stage, p50Ms, p95Ms, share }) => [stage, ms(p50Ms), ms(p95Ms), percent(share)]),
];

/** The floor, part by part and as a whole, and what was measured in alternation with it. */
export const floorRows = ({ floor, scenarios }: BackendReport): string[][] => {
  if (floor === null) return [];
  const { parts, all } = floor;
  const small = scenarios.filter(({ name }) => name === "S1" || name === "S2");
  const times = (value: number | null, base: number): string =>
    value === null ? "–" : (value / base).toFixed(2);
  return [
    ["Floor", "p50 ms", "p95 ms", "p99 ms", "p50 × floor", "p95 × floor"],
    ...[...Object.entries(parts), ["all of them, in turn", all] as const].map(
      ([name, { p50Ms, p95Ms, p99Ms }]) => [name, ms(p50Ms), ms(p95Ms), ms(p99Ms), "", ""],
    ),
    ...small.map(({ name, p50Ms, p95Ms, p99Ms }) => [
      name,
      ms(p50Ms),
      ms(p95Ms),
      ms(p99Ms),
      times(p50Ms, all.p50Ms),
      times(p95Ms, all.p95Ms),
    ]),
  ];
};
