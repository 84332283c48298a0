import { freePort, startApp } from "#stack";

import { workOf } from "./callers.js";
import { openEmptyServer, openFloor } from "./floor.js";
import { measureLevels } from "./levels.js";
import { valueMany, valueThrees, type Load } from "./load.js";
import { measure, Meter, type Work } from "./outcome.js";
import type { Outcome } from "./report.js";
import { AT_ONCE, type Bench, type Scenario } from "./scenario.js";
import { summarise } from "./statistics.js";
import { storeMany } from "./store-many.js";

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
export const cold: Scenario["run"] = async (bench) => {
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

export const small: Scenario["run"] = async (bench) => {
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

export const smallAtOnce: Scenario["run"] = async (bench) => {
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

export const load: Scenario["run"] = async ({ stack, callers, sizes, signal, progress }) => ({
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
export const bulks: Scenario["run"] = async (bench) => {
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

export const mixed: Scenario["run"] = async (bench) => {
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

export const growth: Scenario["run"] = async (bench) => {
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
