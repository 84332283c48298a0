import { freePort, startApp, type Stack } from "#stack";

import { readSoldNames } from "../../data/market/sold-names.js";
import { seededMarket } from "../../data/market/seeded-market.js";
import { workOf, type Callers } from "./callers.js";
import { openEmptyServer, openFloor } from "./floor.js";
import { measureLevels } from "./levels.js";
import { valueMany, valueThrees, type CallRecord, type Load } from "./load.js";
import { fill, ingest } from "./market-load.js";
import { measure, Meter, type Work } from "./outcome.js";
import type { BackendReport, Outcome } from "./report.js";
import { summarise } from "./statistics.js";
import { storeMany } from "./store-many.js";
import { bareBroadcast, fanOut, pace, unpaced } from "./stream-load.js";

/** How much of everything. */
export interface Sizes {
  /** Of what is measured in turn, without alternation. */
  readonly calls: number;
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly callsARound: number;
  readonly roundsAtOnce: number;
  readonly secondsARoundAtOnce: number;
  readonly levelSeconds: number;
  readonly bulkNames: number;
  readonly stored: readonly number[];
  readonly moreWorkers: readonly number[];
  readonly marketRequests: number;
  readonly unpacedRounds: number;
  readonly subscribers: number;
  /** Events a second, one after the other until it is too much. */
  readonly fanoutRates: readonly number[];
  readonly fanoutSeconds: number;
}
export const FULL: Sizes = {
  calls: 200,
  warmUpSeconds: 5,
  rounds: 20,
  callsARound: 50,
  roundsAtOnce: 6,
  secondsARoundAtOnce: 2,
  levelSeconds: 10,
  bulkNames: 100_000,
  stored: [0, 10_000, 1_000_000],
  moreWorkers: [2, 4],
  marketRequests: 25,
  unpacedRounds: 200,
  subscribers: 1_000,
  fanoutRates: [40, 60, 80, 100, 120, 140],
  fanoutSeconds: 6,
};
/** Enough to see that everything works, and too little to rest a claim on. */
export const QUICK: Sizes = {
  calls: 50,
  warmUpSeconds: 1,
  rounds: 2,
  callsARound: 25,
  roundsAtOnce: 2,
  secondsARoundAtOnce: 0.5,
  levelSeconds: 2,
  bulkNames: 5_000,
  stored: [0, 1_000, 20_000],
  moreWorkers: [2],
  marketRequests: 2,
  unpacedRounds: 20,
  subscribers: 100,
  fanoutRates: [40, 60],
  fanoutSeconds: 2,
};

/** What a scenario is run with. */
export interface Bench {
  readonly stack: Stack;
  readonly callers: Callers;
  readonly sizes: Sizes;
  readonly signal: AbortSignal;
  /** Runs what small batches run until it is compiled; nothing the second time. */
  readonly warmUp: () => Promise<void>;
  /** Called with its progress, from 0 to 1. */
  readonly progress: (share: number) => void;
  readonly onCall: (scenario: string, record: CallRecord) => void;
}

/** What a scenario found. */
type Found = Partial<Pick<BackendReport, "floor" | "scenarios" | "levels">>;

export interface Scenario {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<Found>;
}

const AT_ONCE = 16;
const SENDERS = 4;
const EVENTS_A_REQUEST = 500;
/** Frames of the fan-out later than this are too late. */
export const FANOUT_P99_MS = 100;

/** Loads a stack as the scenarios of small batches do. */
export const warmUp = async (
  { gatewayUrl }: Stack,
  { callers, sizes, signal }: Pick<Bench, "callers" | "sizes" | "signal">,
): Promise<void> => {
  const loop = { callers: AT_ONCE, isObedient: true };
  for (const ensemble of [false, true])
    await callers.run({ gatewayUrl, seconds: sizes.warmUpSeconds, ensemble, loop }, signal);
};

/** Calls in turn. */
const inTurn = async (
  { stack, signal, onCall }: Bench,
  name: string,
  load: Partial<Load> & { calls: number },
): Promise<Work> =>
  valueThrees(stack.gatewayUrl, { concurrency: 1, ensemble: false, signal, ...load }, (record) =>
    onCall(name, record),
  );

/** The first calls after the start, as the prototype's own script made them, and the same once everything is compiled. */
const cold: Scenario["run"] = async (bench) => {
  const { stack, sizes, signal } = bench;
  const load = { calls: sizes.calls, isNewConnection: true };
  // The caller's own code is to be warm when the stack is not.
  const server = await openEmptyServer();
  await valueThrees(server.url, { ...load, concurrency: 1, ensemble: false, signal });
  await server.close();
  const run = (name: string, title: string): Promise<Outcome> =>
    measure(stack, name, title, () => inTurn(bench, name, load));
  const first = await run("COLD", `the first ${sizes.calls} S1 after ready, a new connection each`);
  await bench.warmUp();
  const warm = await run("WARM", `the same, warm`);
  return { scenarios: [first, warm] };
};

/** A slice of something that is measured in alternation; what it does to warm up is not counted. */
type Slice = (isCounted: boolean) => Promise<void>;

/** Runs slices in turn, in the other order every round, so that none is always the one behind another. */
const alternate = async (
  rounds: number,
  slices: readonly Slice[],
  { signal, progress }: Pick<Bench, "signal" | "progress">,
): Promise<void> => {
  for (const slice of slices) await slice(false);
  for (let round = 0; round < rounds; round += 1) {
    for (const slice of round % 2 === 0 ? slices : slices.toReversed()) {
      signal.throwIfAborted();
      await slice(true);
    }
    progress((round + 1) / rounds);
  }
};

const small: Scenario["run"] = async (bench) => {
  const { stack, sizes, signal } = bench;
  const calls = sizes.callsARound;
  const s1 = new Meter(stack, "S1", "three names, ensemble off, in turn");
  const s2 = new Meter(stack, "S2", "three names, ensemble on, in turn");
  const slice =
    (meter: Meter, name: string, ensemble: boolean): Slice =>
    async (isCounted) => {
      if (isCounted) await meter.slice(() => inTurn(bench, name, { calls, ensemble }));
      else await valueThrees(stack.gatewayUrl, { calls, concurrency: 1, ensemble, signal });
    };
  const floor = await openFloor(stack);
  const partsMs: Record<string, number[]> = {};
  const totalsMs: number[] = [];
  const floorSlice: Slice = async (isCounted) => {
    const times = await floor.time(calls, signal);
    if (!isCounted) return;
    totalsMs.push(...times.totalsMs);
    for (const [name, ms] of Object.entries(times.partsMs)) (partsMs[name] ??= []).push(...ms);
  };
  try {
    const slices = [floorSlice, slice(s1, "S1", false), slice(s2, "S2", true)];
    await alternate(sizes.rounds, slices, bench);
  } finally {
    await floor.close();
  }
  const parts = Object.entries(partsMs).map(([name, ms]) => [name, summarise(ms)] as const);
  return {
    floor: { parts: Object.fromEntries(parts), all: summarise(totalsMs) },
    scenarios: [s1.outcome(), s2.outcome()],
  };
};

const smallAtOnce: Scenario["run"] = async (bench) => {
  const { stack, callers, sizes, signal, onCall } = bench;
  const s1 = new Meter(stack, "S1×16", "three names, ensemble off, 16 callers");
  const s2 = new Meter(stack, "S2×16", "three names, ensemble on, 16 callers");
  const slice =
    (meter: Meter, name: string, ensemble: boolean): Slice =>
    async (isCounted) => {
      const run = async (): Promise<Work> => {
        const loop = { callers: AT_ONCE, isObedient: true };
        const seconds = sizes.secondsARoundAtOnce;
        const { gatewayUrl } = stack;
        return workOf(await callers.run({ gatewayUrl, seconds, ensemble, loop }, signal));
      };
      const recorded = async (): Promise<Work> => {
        const work = await run();
        for (const record of work.records) onCall(name, record);
        return work;
      };
      await (isCounted ? meter.slice(recorded) : run());
    };
  const slices = [slice(s1, "S1×16", false), slice(s2, "S2×16", true)];
  await alternate(sizes.roundsAtOnce, slices, bench);
  return { scenarios: [s1.outcome(), s2.outcome()] };
};

const load: Scenario["run"] = async ({ stack, callers, sizes, signal, progress }) => ({
  levels: await measureLevels({ stack, callers, seconds: sizes.levelSeconds, signal, progress }),
});

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
      operations: { count: bulkNames, of: "values/s" },
    };
  });

/** A large batch, then the same with more workers. */
const bulks: Scenario["run"] = async (bench) => {
  const { stack, sizes, signal } = bench;
  const names = `${sizes.bulkNames.toLocaleString("en")} names`;
  const scenarios = [await bulk("BULK", names, bench)];
  const more: Awaited<ReturnType<typeof startApp>>[] = [];
  try {
    for (const count of sizes.moreWorkers) {
      while (more.length + 1 < count) {
        signal.throwIfAborted();
        const env = { ...stack.env, WORKER_PORT: String(await freePort()) };
        more.push(await startApp({ app: "valuation-worker", env }));
      }
      const outcome = await bulk(`BULK ${count} workers`, `${names}, ${count} workers`, bench);
      // The workers beside the stack's own are not among those that are measured.
      scenarios.push({ ...outcome, cpuMsPerOp: {} });
    }
  } finally {
    for (const app of more) await app.stop();
  }
  return { scenarios };
};

const mixed: Scenario["run"] = async (bench) => {
  const { stack, sizes, signal, progress } = bench;
  const idle = await measure(stack, "IDLE", "S1 right before MIXED", () =>
    inTurn(bench, "IDLE", { calls: sizes.calls }),
  );
  const busy = await measure(stack, "MIXED", "S1 while BULK runs", async () => {
    let isOver = false;
    const large = valueMany(
      stack.gatewayUrl,
      sizes.bulkNames,
      (done) => progress(done / sizes.bulkNames),
      signal,
    ).finally(() => {
      isOver = true;
    });
    const calls = { calls: Number.POSITIVE_INFINITY, until: () => isOver };
    const [work] = await Promise.all([inTurn(bench, "MIXED", calls), large]);
    return work;
  });
  // The CPU time is mostly the bulk's: divided by the small calls it would say nothing.
  return { scenarios: [idle, { ...busy, cpuMsPerOp: {} }] };
};

const market: Scenario["run"] = async ({ stack, sizes }) => {
  const seeded = seededMarket(await readSoldNames(), 1, Date.now());
  await fill(stack, seeded);
  const send = (requests: number) =>
    ingest(stack, seeded.domains, { senders: SENDERS, requests, atOnce: EVENTS_A_REQUEST });
  await send(2);
  const requests = sizes.marketRequests;
  const title = `market events: ${SENDERS} senders × ${requests} × ${EVENTS_A_REQUEST}`;
  const outcome = await measure(stack, "MARKET", title, async () => {
    const { accepted, rejected, elapsedMs } = await send(requests);
    return {
      records: failures(rejected, "an event was rejected"),
      elapsedMs,
      operations: { count: accepted, of: "events/s" },
    };
  });
  return { scenarios: [outcome] };
};

const growth: Scenario["run"] = async (bench) => {
  const { stack, sizes, signal } = bench;
  const scenarios: Outcome[] = [];
  let stored = 0;
  for (const [index, count] of sizes.stored.entries()) {
    signal.throwIfAborted();
    bench.progress(index / sizes.stored.length);
    if (count > stored) await storeMany(stack.databaseUrl, count - stored);
    stored = count;
    const name = `GROWTH ${count.toLocaleString("en")}`;
    const title = `S1 after ${count.toLocaleString("en")} more stored`;
    await valueThrees(stack.gatewayUrl, { calls: 50, concurrency: 1, ensemble: false, signal });
    const run = () => inTurn(bench, name, { calls: sizes.calls });
    scenarios.push(await measure(stack, name, title, run));
  }
  return { scenarios };
};

/** The durations are how late each event was sent. */
const replays: Scenario["run"] = async ({ stack, sizes }) => {
  const title = "the full manifest at 1×: how late each event is";
  const paced = await measure(stack, "S3", title, async () => {
    const { errorsMs, elapsedMs } = await pace(stack);
    return {
      records: toRecords(errorsMs),
      elapsedMs,
      operations: { count: errorsMs.length, of: "events/s" },
    };
  });
  const rounds = sizes.unpacedRounds;
  const unpacedTitle = `the full manifest unpaced, ${rounds} times`;
  const fast = await measure(stack, "S3 unpaced", unpacedTitle, async () => {
    const durationsMs: number[] = [];
    for (let round = 0; round < rounds; round += 1)
      durationsMs.push((await unpaced(stack, "full")).elapsedMs);
    return {
      records: toRecords(durationsMs),
      elapsedMs: durationsMs.reduce((sum, one) => sum + one, 0),
      operations: { count: rounds * 50, of: "events/s" },
    };
  });
  return { scenarios: [paced, fast] };
};

/** The durations are from before an event's commit to a subscriber's callback. */
const fanout: Scenario["run"] = async ({ stack, sizes, signal, progress }) => {
  const { subscribers, fanoutSeconds: seconds, fanoutRates } = sizes;
  const scenarios: Outcome[] = [];
  for (const perSecond of fanoutRates) {
    signal.throwIfAborted();
    const title = `${subscribers.toLocaleString("en")} subscribers × ${perSecond} events/s for ${seconds} s`;
    const outcome = await measure(stack, `FANOUT ${perSecond}`, title, async () => {
      const load = { subscribers, perSecond, seconds };
      const { latenciesMs, expected, elapsedMs } = await fanOut(stack, load, progress);
      // Every frame is counted, and one in so many timed: two million numbers show no more than twenty thousand.
      const every = Math.ceil(latenciesMs.length / MAX_TIMED);
      const timed = toRecords(latenciesMs.filter((_, at) => at % every === 0));
      const lost = failures(expected - latenciesMs.length, "a frame did not come");
      return {
        records: [...timed, ...lost],
        elapsedMs,
        operations: { count: latenciesMs.length, of: "frames/s" },
      };
    });
    scenarios.push(outcome);
    if (outcome.p99Ms === null || outcome.p99Ms > FANOUT_P99_MS) break;
  }
  const bare = await measure(
    stack,
    "bare ws",
    "the same frames from a bare ws server",
    async () => {
      const count = subscribers * BARE_EVENTS;
      const elapsedMs = (count / (await bareBroadcast(subscribers, BARE_EVENTS))) * 1_000;
      return { records: [], elapsedMs, operations: { count, of: "frames/s" } };
    },
  );
  return { scenarios: [...scenarios, { ...bare, cpuMsPerOp: {} }] };
};

const BARE_EVENTS = 200;
const MAX_TIMED = 20_000;
const toRecords = (durationsMs: readonly number[]): CallRecord[] =>
  durationsMs.map((durationMs) => ({ atMs: 0, durationMs, stages: {} }));
const failures = (count: number, error: string): CallRecord[] =>
  Array.from({ length: count }, () => ({ atMs: 0, durationMs: 0, stages: {}, error }));

const scenario = (name: string, run: Scenario["run"]): Scenario => ({ name, run });

/** The one that is to run before anything is warm. */
export const COLD = scenario("COLD", cold);

/** In the order in which they run: what stores much comes after what is to be measured on little. */
export const SCENARIOS: readonly Scenario[] = [
  COLD,
  scenario("S1", small),
  scenario("S1×16", smallAtOnce),
  scenario("LOAD", load),
  scenario("S3", replays),
  scenario("FANOUT", fanout),
  scenario("BULK", bulks),
  scenario("MIXED", mixed),
  scenario("MARKET", market),
  scenario("GROWTH", growth),
];
