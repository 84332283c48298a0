import { measure } from "./outcome.js";
import type { Outcome } from "./report.js";
import { failures, toRecords, type Scenario } from "./scenario.js";
import { bareBroadcast, fanOut, pace, unpaced } from "./stream-load.js";

/** Frames of the fan-out later than this are too late. */
export const FANOUT_P99_MS = 100;
const BARE_EVENTS = 200;
const MAX_TIMED = 20_000;

/** The durations are how late each event was sent. */
export const replays: Scenario["run"] = async ({ stack, sizes }) => {
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
export const fanout: Scenario["run"] = async ({ stack, sizes, signal, progress }) => {
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
