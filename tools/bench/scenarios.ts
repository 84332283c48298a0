import { freePort, startApp, type Stack } from "#stack";

import { valueMany, valueThrees, type CallRecord } from "./load.js";
import { measure } from "./outcome.js";
import type { Missing, Outcome } from "./report.js";
import { storeMany } from "./store-many.js";

/** How much of everything. */
export interface Sizes {
  readonly calls: number;
  readonly callsAtOnce: number;
  readonly bulkNames: number;
  readonly stored: readonly number[];
  readonly workers: readonly number[];
  readonly floorCalls: number;
}
export const FULL: Sizes = {
  calls: 200,
  callsAtOnce: 3_200,
  bulkNames: 100_000,
  stored: [0, 10_000, 1_000_000],
  workers: [1, 2, 4],
  floorCalls: 500,
};
/** Enough to see that everything works, and too little to rest a claim on. */
export const QUICK: Sizes = {
  calls: 50,
  callsAtOnce: 160,
  bulkNames: 5_000,
  stored: [0, 1_000, 20_000],
  workers: [1, 2],
  floorCalls: 100,
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
  readonly run: (bench: Bench) => Promise<readonly (Outcome | Missing)[]>;
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
  const outcomes: (Outcome | Missing)[] = [];
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

const notAvailable =
  (name: string, title: string, reason: string): Scenario["run"] =>
  () =>
    Promise.resolve([{ name, title, notAvailable: reason }]);

const scenario = (name: string, run: Scenario["run"]): Scenario => ({ name, run });

const NO_STREAM = "the replay app has no WebSocket stream yet";

/** In the order in which they run: what stores much comes after what is to be measured on little. */
export const SCENARIOS: readonly Scenario[] = [
  scenario("S1", threes("S1", "three names, ensemble off, in turn", false, 1)),
  scenario("S1×16", threes("S1×16", "three names, ensemble off, 16 at once", false, AT_ONCE)),
  scenario("S2", threes("S2", "three names, ensemble on, in turn", true, 1)),
  scenario("S2×16", threes("S2×16", "three names, ensemble on, 16 at once", true, AT_ONCE)),
  scenario("S3", notAvailable("S3", "the full manifest, at 1× and unpaced", NO_STREAM)),
  scenario("FANOUT", notAvailable("FANOUT", "1,000 subscribers", NO_STREAM)),
  scenario("BULK", async (bench) => [
    await bulk("BULK", `${bench.sizes.bulkNames.toLocaleString("en")} names`, bench),
  ]),
  scenario("MIXED", mixed),
  scenario("WORKERS", workers),
  scenario("GROWTH", growth),
];
