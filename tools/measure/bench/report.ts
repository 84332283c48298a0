import { readFileSync } from "node:fs";
import { z } from "zod";

/** Goes up with every change to what a summary holds: figures of another version are not to be read as these. */
export const REPORT_VERSION = 2;

const milliseconds = z.number().nullable();
/** CPU by process; null where the system does not report it. */
const Cpu = z.record(z.string(), z.number().nullable());
const Figures = z.object({
  count: z.int(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
});
const StageFigures = z.object({
  stage: z.string(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  share: z.number(),
});
export type StageFigures = z.infer<typeof StageFigures>;

/** What one scenario came to. Times in milliseconds. */
const Outcome = z.object({
  name: z.string(),
  title: z.string(),
  calls: z.int(),
  errors: z.int(),
  totalMs: z.number(),
  avgMs: milliseconds,
  p50Ms: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
  /** Values, requests, events or frames a second, as `rateOf` says. */
  rate: z.number(),
  rateOf: z.enum(["requests/s", "values/s", "events/s", "frames/s"]),
  cpuMsPerOp: Cpu,
  /** MB by app. */
  peakMb: z.record(z.string(), z.number().nullable()),
  stages: z.array(StageFigures),
  /** The share of calls, in percent from 1 to 99, → milliseconds at the most; for the chart. */
  quantilesMs: z.array(z.number()),
});
export type Outcome = z.infer<typeof Outcome>;

/** What one load of many callers came to. */
const Level = z.object({
  loop: z.enum(["closed", "open"]),
  /** Callers of a closed loop; for an open one, the rate of its calls ÷ the measured capacity. */
  load: z.number(),
  /** Callers that are rejected wait for `Retry-After`; otherwise they ask again at once. */
  isObedient: z.boolean(),
  /** Answers with values a second. */
  goodput: z.number(),
  p50Ms: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
  rejectedShare: z.number(),
  /** The share of answers whose stages sum to at least 95 % of the total. */
  attributedShare: z.number().nullable(),
  failures: z.record(z.string(), z.int()),
  /** The slowest of the health checks meanwhile; null where one was not answered with 200. */
  slowestHealthMs: milliseconds,
  cpuMsPerS: Cpu,
});
export type Level = z.infer<typeof Level>;

export const BackendReport = z.object({
  backend: z.enum(["redis", "embedded"]),
  /** Of each part, and of all in turn; null where it was not measured. */
  floor: z.object({ parts: z.record(z.string(), Figures), all: Figures }).nullable(),
  scenarios: z.array(Outcome),
  levels: z.array(Level),
});
export type BackendReport = z.infer<typeof BackendReport>;

export const BenchReport = z.object({
  version: z.literal(REPORT_VERSION),
  at: z.iso.datetime(),
  isQuick: z.boolean(),
  machine: z.object({ node: z.string(), cpus: z.int(), cpu: z.string(), platform: z.string() }),
  backends: z.array(BackendReport),
});
export type BenchReport = z.infer<typeof BenchReport>;

/** The outcome of a scenario, where it was run. */
export const outcomeOf = ({ scenarios }: BackendReport, name: string): Outcome | undefined =>
  scenarios.find((one) => one.name === name);

/** Sum over the processes of the system, without the callers; null where one is not known. */
export const systemCpu = (cpu: Outcome["cpuMsPerOp"]): number | null => {
  const known = Object.entries(cpu).filter(([name]) => name !== "callers");
  if (known.length === 0) return null;
  return known.reduce<number | null>(
    (sum, [, ms]) => (sum === null || ms === null ? null : sum + ms),
    0,
  );
};

/** The most answers a second of any number of callers that retry at once. */
export const capacityOf = (levels: readonly Level[]): number =>
  Math.max(
    ...levels
      .filter(({ loop, isObedient }) => loop === "closed" && !isObedient)
      .map(({ goodput }) => goodput),
  );

/** What the report that this project started from had: the prototype in Python on a laptop, in September 2025. */
export const FIRST_REPORT: Readonly<
  Record<
    string,
    { calls?: number; totalMs: number; avgMs?: number; p50Ms?: number; p95Ms?: number }
  >
> = {
  S1: { calls: 200, totalMs: 420.7, avgMs: 10.51, p50Ms: 9.55, p95Ms: 14.69 },
  S2: { calls: 200, totalMs: 559.7, avgMs: 13.98, p50Ms: 13.16, p95Ms: 20.39 },
  S3: { totalMs: 20_000 },
};

/** The file is no summary of this version. */
export class ReportError extends Error {
  override readonly name = "ReportError";
}

/** Reads a summary from its file. @throws ReportError with what is wrong */
export const readReport = (file: string): BenchReport => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ReportError(`${file} cannot be read: ${String(error)}`);
  }
  const version: unknown =
    typeof content === "object" && content !== null && "version" in content
      ? content.version
      : undefined;
  if (version !== REPORT_VERSION)
    throw new ReportError(
      `${file} is of version ${String(version)}, and this reads ${REPORT_VERSION}: measure again, or check out the revision that wrote it.`,
    );
  const report = BenchReport.safeParse(content);
  if (!report.success) throw new ReportError(`${file} is no summary: ${report.error.message}`);
  return report.data;
};
