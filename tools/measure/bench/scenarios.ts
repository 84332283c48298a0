import { freePort, startApp, type Stack } from "#stack";

import { valueMany, valueThrees, type CallRecord } from "./load.js";
import { measure } from "./outcome.js";
import type { Outcome } from "./report.js";
import { storeMany } from "./store-many.js";
import { fanOut, pace, unpaced } from "./stream-load.js";

/** How much of everything. */
export interface Sizes {
  readonly calls: number;
  readonly callsAtOnce: number;
  readonly bulkNames: number;
  readonly stored: readonly number[];
  readonly workers: readonly number[];
  readonly floorCalls: number;
  readonly unpacedRounds: number;
  readonly subscribers: number;
  readonly fanoutSeconds: number;
}
export const FULL: Sizes = {
  calls: 200,
  callsAtOnce: 3_200,
  bulkNames: 100_000,
  stored: [0, 10_000, 1_000_000],
  workers: [1, 2, 4],
  floorCalls: 500,
  unpacedRounds: 200,
  subscribers: 1_000,
  fanoutSeconds: 30,
};
/** Enough to see that everything works, and too little to rest a claim on. */
export const QUICK: Sizes = {
  calls: 50,
  callsAtOnce: 160,
  bulkNames: 5_000,
  stored: [0, 1_000, 20_000],
  workers: [1, 2],
  floorCalls: 100,
  unpacedRounds: 20,
  subscribers: 100,
  fanoutSeconds: 3,
};

/** What a scenario is run with. */
export interface Bench {
  readonly stack: Stack;
  readonly sizes: Sizes;
  readonly signal: AbortSignal;
  /** Told how far it is, from 0 to 1. */
  readonly progress: (share: number) => void;
  readonly onCall: (scenario: string, record: CallRecord) => void;
}

/** One scenario of the list; it may have several outcomes, such as one for each size. */
export interface Scenario {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<readonly Outcome[]>;
}

const AT_ONCE = 16;

const threes =
  (name: string, title: string, ensemble: boolean, concurrency: number): Scenario["run"] =>
  async ({ stack, sizes, signal, progress, onCall }) => {
    const calls = concurrency === 1 ? sizes.calls : sizes.callsAtOnce;
    const load = { concurrency, ensemble, signal };
    await valueThrees(stack.gatewayUrl, { ...load, calls: Math.ceil(calls / 4) });
    let done = 0;
    const outcome = await measure(stack, name, title, () =>
      valueThrees(stack.gatewayUrl, { ...load, calls }, (record) => {
        done += 1;
        progress(done / calls);
        onCall(name, record);
      }),
    );
    return [outcome];
  };

const bulk = (
  name: string,
  title: string,
  { stack, sizes: { bulkNames }, signal, progress, onCall }: Bench,
): Promise<Outcome> =>
  measure(stack, name, title, async () => {
    const durationMs = await valueMany(
      stack.gatewayUrl,
      bulkNames,
      (done) => progress(done / bulkNames),
      signal,
    );
    const record = { atMs: 0, durationMs, stages: {} };
    onCall(name, record);
    return {
      records: [record],
      elapsedMs: durationMs,
      operations: { count: bulkNames, of: "values/s" as const },
    };
  });

const mixed: Scenario["run"] = async ({ stack, sizes, signal, progress, onCall }) => {
  const outcome = await measure(stack, "MIXED", "S1 while BULK runs", async () => {
    let isOver = false;
    const large = valueMany(
      stack.gatewayUrl,
      sizes.bulkNames,
      (done) => progress(done / sizes.bulkNames),
      signal,
    ).finally(() => {
      isOver = true;
    });
    const small = valueThrees(
      stack.gatewayUrl,
      {
        calls: Number.POSITIVE_INFINITY,
        concurrency: 1,
        ensemble: false,
        until: () => isOver,
        signal,
      },
      (record) => onCall("MIXED", record),
    );
    const [work] = await Promise.all([small, large]);
    return work;
  });
  // The apps' CPU time is mostly the bulk's: divided by the small calls it would say nothing.
  return [{ ...outcome, cpuMsPerOp: null }];
};

const growth: Scenario["run"] = async (bench) => {
  const outcomes: Outcome[] = [];
  let stored = 0;
  for (const [index, count] of bench.sizes.stored.entries()) {
    bench.signal.throwIfAborted();
    if (count > stored) await storeMany(bench.stack.databaseUrl, count - stored);
    stored = count;
    const name = `GROWTH ${count.toLocaleString("en")}`;
    const run = threes(name, `S1 after ${count.toLocaleString("en")} more stored`, false, 1);
    const progress = (share: number): void =>
      bench.progress((index + share) / bench.sizes.stored.length);
    outcomes.push(...(await run({ ...bench, progress })));
  }
  return outcomes;
};

const workers: Scenario["run"] = async (bench) => {
  const { stack, sizes, signal } = bench;
  const more: Awaited<ReturnType<typeof startApp>>[] = [];
  const outcomes: Outcome[] = [];
  try {
    for (const count of sizes.workers) {
      while (more.length + 1 < count) {
        signal.throwIfAborted();
        const env = { ...stack.env, WORKER_PORT: String(await freePort()) };
        more.push(await startApp({ app: "valuation-worker", env }));
      }
      const title = `BULK with ${count} worker${count === 1 ? "" : "s"}`;
      const outcome = await bulk(`WORKERS ${count}`, title, bench);
      // The apps that are measured are the stack's own; those beside it are not among them.
      outcomes.push(count === 1 ? outcome : { ...outcome, cpuMsPerOp: null });
    }
  } finally {
    for (const app of more) await app.stop();
  }
  return outcomes;
};

/** The durations are how late each event was sent. */
const replays: Scenario["run"] = async ({ stack, sizes }) => {
  const paced = await measure(
    stack,
    "S3",
    "the full manifest at 1×: how late each event is",
    async () => {
      const { errorsMs, elapsedMs } = await pace(stack);
      return {
        records: toRecords(errorsMs),
        elapsedMs,
        operations: { count: errorsMs.length, of: "events/s" },
      };
    },
  );
  const rounds = sizes.unpacedRounds;
  const fast = await measure(
    stack,
    "S3 unpaced",
    `the full manifest unpaced, ${rounds} times`,
    async () => {
      const durationsMs: number[] = [];
      for (let round = 0; round < rounds; round += 1)
        durationsMs.push((await unpaced(stack, "full")).elapsedMs);
      const elapsedMs = durationsMs.reduce((sum, one) => sum + one, 0);
      return {
        records: toRecords(durationsMs),
        elapsedMs,
        operations: { count: rounds * 50, of: "events/s" },
      };
    },
  );
  return [paced, fast];
};

/** The durations are from before an event's commit to a subscriber's callback. */
const fanout: Scenario["run"] = async ({ stack, sizes, progress }) => {
  const { subscribers, fanoutSeconds: seconds } = sizes;
  const title = `${subscribers.toLocaleString("en")} subscribers × 60 events/s for ${seconds} s`;
  const outcome = await measure(stack, "FANOUT", title, async () => {
    const load = { subscribers, perSecond: 60, seconds };
    const { latenciesMs, expected, elapsedMs } = await fanOut(stack, load, progress);
    const lost = Array.from({ length: expected - latenciesMs.length }, () => ({
      atMs: 0,
      durationMs: 0,
      stages: {},
      error: "a frame did not come",
    }));
    // Every frame is counted, and one in so many timed: two million numbers tell no more than twenty thousand.
    const every = Math.ceil(latenciesMs.length / MAX_TIMED);
    return {
      records: [...toRecords(latenciesMs.filter((_, at) => at % every === 0)), ...lost],
      elapsedMs,
      operations: { count: latenciesMs.length, of: "frames/s" },
    };
  });
  return [outcome];
};

const MAX_TIMED = 20_000;
const toRecords = (durationsMs: readonly number[]): CallRecord[] =>
  durationsMs.map((durationMs) => ({ atMs: 0, durationMs, stages: {} }));

const scenario = (name: string, run: Scenario["run"]): Scenario => ({ name, run });

/** In the order in which they run: what stores much comes after what is to be measured on little. */
export const SCENARIOS: readonly Scenario[] = [
  scenario("S1", threes("S1", "three names, ensemble off, in turn", false, 1)),
  scenario("S1×16", threes("S1×16", "three names, ensemble off, 16 at once", false, AT_ONCE)),
  scenario("S2", threes("S2", "three names, ensemble on, in turn", true, 1)),
  scenario("S2×16", threes("S2×16", "three names, ensemble on, 16 at once", true, AT_ONCE)),
  scenario("S3", replays),
  scenario("FANOUT", fanout),
  scenario("BULK", async (bench) => [
    await bulk("BULK", `${bench.sizes.bulkNames.toLocaleString("en")} names`, bench),
  ]),
  scenario("MIXED", mixed),
  scenario("WORKERS", workers),
  scenario("GROWTH", growth),
];
