import { readFileSync } from "node:fs";
import { z } from "zod";

/** Goes up with every change to what a summary holds: figures of another version are not to be read as these. */
export const REPORT_VERSION = 1;

const milliseconds = z.number().nullable();
const Figures = z.object({
  count: z.int(),
  p50Ms: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
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
  cpuMsPerOp: milliseconds,
  /** MB by app. */
  peakMb: z.record(z.string(), z.number().nullable()),
  /** How many times its floor; null where it has none. */
  overFloor: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  stages: z.array(StageFigures),
  /** The share of calls, in percent from 1 to 99, → milliseconds at the most; for the chart. */
  quantilesMs: z.array(z.number()),
});
export type Outcome = z.infer<typeof Outcome>;

export const BackendReport = z.object({
  backend: z.enum(["redis", "embedded"]),
  floor: z.record(z.string(), Figures),
  /** Sum of what S1 cannot do without. */
  s1Floor: z.object({ p50Ms: z.number(), p95Ms: z.number() }),
  scenarios: z.array(Outcome),
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

/** What the report that this project started from had: the prototype in Python on a laptop, in September 2025. */
export const FIRST_REPORT: Readonly<
  Record<string, { totalMs: number; avgMs?: number; p50Ms?: number; p95Ms?: number }>
> = {
  S1: { totalMs: 420.7, avgMs: 10.51, p50Ms: 9.55, p95Ms: 14.69 },
  S2: { totalMs: 559.7, avgMs: 13.98, p50Ms: 13.16, p95Ms: 20.39 },
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
