import { capacityOf, outcomeOf, systemCpu, type BackendReport, type Level } from "./report.js";
import { FANOUT_P99_MS } from "./stream-scenarios.js";

/** A goal of the project, and how a report is measured by it. */
interface Target {
  readonly what: string;
  /** Undefined or not a number where the run did not measure it. */
  readonly measured: (report: BackendReport) => number | null | undefined;
  /** At least, or at most, this; where the backends differ, on Redis and embedded. */
  readonly goal: { readonly min: Limit } | { readonly max: Limit };
  readonly digits: number;
  readonly unit?: string;
}
type Limit = number | Readonly<Record<BackendReport["backend"], number>>;

const BASE_CALLERS = 16;
/** The default of `ADMISSION_MAX_WAIT_MS`. */
const MAX_WAIT_S = 1;

const eager = ({ levels }: BackendReport): Level[] =>
  levels.filter(({ loop, isObedient }) => loop === "closed" && !isObedient);
const open = ({ levels }: BackendReport): Level[] =>
  levels.filter(({ loop, load }) => loop === "open" && load > 1);
const ratio = (a: number | null | undefined, b: number | null | undefined): number =>
  (a ?? Number.NaN) / (b ?? Number.NaN);
/** Nothing of nothing. */
const worst = (of: "min" | "max", values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : Math[of](...values);
const p50 = (report: BackendReport, name: string) => outcomeOf(report, name)?.p50Ms;
const p95 = (report: BackendReport, name: string) => outcomeOf(report, name)?.p95Ms;

const TARGETS: readonly Target[] = [
  {
    what: "goodput with 64, 256 and 1,000 callers ÷ with 16, the worst",
    measured: (report) => {
      const base = eager(report).find(({ load }) => load === BASE_CALLERS)?.goodput;
      const many = eager(report).filter(({ load }) => load > BASE_CALLERS);
      const ratios = many.map(({ goodput }) => ratio(goodput, base));
      return worst("min", ratios);
    },
    goal: { min: 0.95 },
    digits: 2,
  },
  {
    what: `rejected of callers that would wait less than ${MAX_WAIT_S} s (callers ÷ goodput)`,
    measured: (report) => {
      const short = eager(report).filter(({ load, goodput }) => load / goodput < MAX_WAIT_S);
      const shares = short.map(({ rejectedShare }) => rejectedShare * 100);
      return worst("max", shares);
    },
    goal: { max: 0 },
    digits: 1,
    unit: "%",
  },
  {
    what: "open loop at 2 × and 4 × capacity: goodput ÷ capacity, the worse",
    measured: (report) => {
      const capacity = capacityOf(report.levels);
      const ratios = open(report).map(({ goodput }) => goodput / capacity);
      return worst("min", ratios);
    },
    goal: { min: 0.9 },
    digits: 2,
  },
  {
    what: "the same: p95 of admitted requests, the worse",
    measured: (report) => {
      const latencies = open(report).map(({ p95Ms }) => p95Ms ?? Number.NaN);
      return worst("max", latencies);
    },
    goal: { max: 1_200 },
    digits: 0,
    unit: "ms",
  },
  {
    what: "the first 200 calls after ready, a new connection each: p50",
    measured: (report) => p50(report, "COLD"),
    goal: { max: { redis: 4.5, embedded: 6 } },
    digits: 2,
    unit: "ms",
  },
  {
    what: "the same ÷ warm",
    measured: (report) => ratio(p50(report, "COLD"), p50(report, "WARM")),
    goal: { max: 1.2 },
    digits: 2,
  },
  {
    what: "16 callers: answers",
    measured: (report) => outcomeOf(report, "S1×16")?.rate,
    goal: { min: { redis: 1_500, embedded: 800 } },
    digits: 0,
    unit: "/s",
  },
  {
    what: "16 callers: CPU of one request, all processes but the callers'",
    measured: (report) => systemCpu(outcomeOf(report, "S1×16")?.cpuMsPerOp ?? {}),
    goal: { max: 1.2 },
    digits: 2,
    unit: "ms",
  },
  {
    what: "one caller, warm: p50 ÷ that of the floor",
    measured: (report) => ratio(p50(report, "S1"), report.floor?.all.p50Ms),
    goal: { max: 1.5 },
    digits: 2,
  },
  {
    what: "ensemble on ÷ off: p50",
    measured: (report) => ratio(p50(report, "S2"), p50(report, "S1")),
    goal: { max: 1.03 },
    digits: 3,
  },
  {
    what: "one batch of 100,000 names",
    measured: (report) => outcomeOf(report, "BULK")?.rate,
    goal: { min: 30_000 },
    digits: 0,
    unit: "values/s",
  },
  {
    what: "small batches while bulk work runs ÷ idle: p95",
    measured: (report) => ratio(p95(report, "MIXED"), p95(report, "IDLE")),
    goal: { max: 1.5 },
    digits: 2,
  },
  {
    what: "market events accepted and durable",
    measured: (report) => outcomeOf(report, "MARKET")?.rate,
    goal: { min: 5_000 },
    digits: 0,
    unit: "/s",
  },
  {
    what: `frames to 1,000 subscribers with p99 ≤ ${FANOUT_P99_MS} ms`,
    measured: ({ scenarios }) => {
      const steps = scenarios.filter(({ name }) => name.startsWith("FANOUT"));
      const inTime = steps.filter(({ p99Ms }) => p99Ms !== null && p99Ms <= FANOUT_P99_MS);
      return steps.length === 0 ? undefined : Math.max(0, ...inTime.map(({ rate }) => rate));
    },
    goal: { min: 100_000 },
    digits: 0,
    unit: "/s",
  },
];

const UNMEASURED = "–";

/** Every target that a run measured, beside what each run came to, and whether that is enough: ✓ or ✗. */
export const targetRows = (
  runs: readonly { readonly label: string; readonly report: BackendReport }[],
): string[][] => [
  ["Target", "Goal", ...runs.map(({ label }) => label)],
  ...TARGETS.map((target) => ({
    target,
    cells: runs.map(({ report }) => judged(target, report)),
  }))
    .filter(({ cells }) => cells.some((cell) => cell !== UNMEASURED))
    .map(({ target, cells }) => [target.what, goalText(target)].concat(cells)),
];

const judged = (target: Target, report: BackendReport): string => {
  const { measured, goal } = target;
  const value = measured(report) ?? Number.NaN;
  if (!Number.isFinite(value)) return UNMEASURED;
  const limit = limitOf(goal, report.backend);
  const isReached = "min" in goal ? value >= limit : value <= limit;
  return `${written(target, value)} ${isReached ? "✓" : "✗"}`;
};

const limitOf = (goal: Target["goal"], backend: BackendReport["backend"]): number => {
  const limit = "min" in goal ? goal.min : goal.max;
  return typeof limit === "number" ? limit : limit[backend];
};

const goalText = (target: Target): string => {
  const sign = "min" in target.goal ? "≥" : "≤";
  const [redis, embedded] = [limitOf(target.goal, "redis"), limitOf(target.goal, "embedded")];
  const [first, second] = [written(target, redis), written(target, embedded)];
  return redis === embedded ? `${sign} ${first}` : `${sign} ${first} Redis, ${second} embedded`;
};

const written = ({ digits, unit }: Target, value: number): string => {
  const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const number = value.toLocaleString("en", places);
  return unit === undefined ? number : `${number} ${unit}`;
};
