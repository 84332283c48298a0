import type { Stack } from "#stack";

import { readSoldNames } from "../../data/market/sold-names.js";
import { seededMarket } from "../../data/market/seeded-market.js";
import { bulks, cold, growth, load, mixed, small, smallAtOnce } from "./batch-scenarios.js";
import { fill, ingest } from "./market-load.js";
import { measure } from "./outcome.js";
import { AT_ONCE, failures, type Bench, type Scenario } from "./scenario.js";
import { fanout, replays } from "./stream-scenarios.js";

const SENDERS = 4;
const EVENTS_A_REQUEST = 500;

/** Loads a stack as the scenarios of small batches do. */
export const warmUp = async (
  { gatewayUrl }: Stack,
  { callers, sizes, signal }: Pick<Bench, "callers" | "sizes" | "signal">,
): Promise<void> => {
  const loop = { callers: AT_ONCE, isObedient: true };
  for (const ensemble of [false, true])
    await callers.run({ gatewayUrl, seconds: sizes.warmUpSeconds, ensemble, loop }, signal);
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
