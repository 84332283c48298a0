import { FIRST_REPORT, type BackendReport, type Outcome } from "./report.js";

/** A table of text, its columns as wide as they need; the first column to the left, the others to the right. */
export const textTable = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

/** The same as Markdown. */
export const markdownTable = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [
    `| ${head.join(" | ")} |`,
    `| ${head.map((_, column) => (column === 0 ? "---" : "--:")).join(" | ")} |`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");

const ms = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? "–" : value.toFixed(digits);

const memory = ({ peakMb }: Outcome): string =>
  Object.entries(peakMb)
    .map(([app, mb]) => `${app.replace("valuation-", "")} ${mb ?? "?"}`)
    .join(", ");

/** Every scenario, in the columns of the first report and ours. */
export const scenarioRows = ({ scenarios }: BackendReport): string[][] => [
  [
    "Scenario",
    "Total ms",
    "Avg ms/op",
    "p50",
    "p95",
    "Errors",
    "p99",
    "CPU ms/op",
    "Rate",
    "× floor p50",
    "× floor p95",
    "Peak MB",
  ],
  ...scenarios.map((one) => [
    one.name,
    ms(one.totalMs, 1),
    ms(one.avgMs),
    ms(one.p50Ms),
    ms(one.p95Ms),
    String(one.errors),
    ms(one.p99Ms),
    ms(one.cpuMsPerOp),
    `${one.rate.toFixed(0)} ${one.rateOf}`,
    ms(one.overFloor?.p50, 1),
    ms(one.overFloor?.p95, 1),
    memory(one),
  ]),
];

/** Ours beside the report that this project started from. */
export const firstReportRows = ({ scenarios }: BackendReport): string[][] => [
  ["Scenario", "Total ms", "then", "Avg ms/op", "then", "p50", "then", "p95", "then"],
  ...scenarios.flatMap((one) => {
    const then = FIRST_REPORT[one.name];
    if (then === undefined) return [];
    return [
      [
        one.name,
        ms(one.totalMs, 1),
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
  ...stages.map(({ stage, p50Ms, p95Ms, share }) => [
    stage,
    ms(p50Ms),
    ms(p95Ms),
    `${(share * 100).toFixed(1)} %`,
  ]),
];

export const floorRows = ({ floor, s1Floor }: BackendReport): string[][] => [
  ["Floor", "p50 ms", "p95 ms", "p99 ms"],
  ...Object.entries(floor).map(([name, { p50Ms, p95Ms, p99Ms }]) => [
    name,
    ms(p50Ms),
    ms(p95Ms),
    ms(p99Ms),
  ]),
  ["S1's sum: HTTP, job, SELECT, INSERT", ms(s1Floor.p50Ms), ms(s1Floor.p95Ms), "–"],
];
