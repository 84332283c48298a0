import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { MarketRepository } from "../market/market.repository.js";
import { MovedDomainsRepository, type MovedDomain } from "./moved-domains.repository.js";
import { NO_RISK, outcome, trade, query } from "../test/given.js";
import { commitValues } from "./valuation-writer.js";

// Real: Postgres, a database of this spec's own. What has moved is valued, and no move is lost.
const MANY = 500;
let database: Database;
let market: MarketRepository;
let moved: MovedDomainsRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  market = new MarketRepository(database, NO_RISK);
  moved = new MovedDomainsRepository(database);
});
afterAll(() => database?.close());

let startedMs = 0;
beforeEach(() => {
  startedMs = Date.now();
});
/** Counted from the beginning of the test, however long it takes. */
const later = (ms: number): Date => new Date(startedMs + ms);
const valued = (claimed: readonly MovedDomain[]) =>
  outcome(
    claimed.map(({ domain }) => domain),
    { movedSeqs: new Map(claimed.map(({ domain, movedSeq }) => [domain, movedSeq])) },
  );

it("a move is claimed once a second, and its mark goes with the value", async () => {
  await market.record([trade("claim.one", { traceparent: "00-a-b-01" })]);
  const claimed = await moved.claim(later(0), MANY);
  expect(claimed).toMatchObject([{ domain: "claim.one", traceparent: "00-a-b-01" }]);
  expect(await moved.claim(later(900), MANY)).toEqual([]);
  // The worker that claimed it may have died: it is claimed again.
  expect(await moved.claim(later(2_000), MANY)).toHaveLength(1);
  await commitValues(database, [valued(claimed)]);
  expect(await moved.claim(later(60_000), MANY)).toEqual([]);
  expect(await moved.nextDue()).toBeUndefined();
});

it("a move between the claim and the value keeps its mark, with its own cause", async () => {
  await market.record([trade("between.one", { traceparent: "00-first-b-01" })]);
  const claimed = await moved.claim(later(0), MANY);
  await market.record([trade("between.one", { traceparent: "00-second-b-01" })]);
  await commitValues(database, [valued(claimed)]);
  expect((await moved.nextDue())?.getTime()).toBeGreaterThanOrEqual(startedMs + 1_000);
  const again = await moved.claim(later(2_000), MANY);
  expect(again).toMatchObject([{ domain: "between.one", traceparent: "00-second-b-01" }]);
  await commitValues(database, [valued(again)]);
  expect(await moved.nextDue()).toBeUndefined();
});

it("is overdue after two seconds", async () => {
  await market.record([trade("late.one")]);
  const [row] = await query<{ moved_at: Date }>(
    database,
    "SELECT moved_at FROM domain_states WHERE domain = 'late.one'",
  );
  const movedMs = row?.moved_at.getTime() ?? 0;
  expect(await moved.isOverdue(new Date(movedMs + 1_999))).toBe(false);
  expect(await moved.isOverdue(new Date(movedMs + 2_001))).toBe(true);
  await commitValues(database, [valued(await moved.claim(later(3_000), MANY))]);
  expect(await moved.isOverdue(later(60_000))).toBe(false);
});

it("two workers share what is due; none gets the same", async () => {
  await market.record(Array.from({ length: 40 }, (_, index) => trade(`share${index}.one`)));
  const now = later(0);
  const claims = await Promise.all([moved.claim(now, 25), moved.claim(now, 25)]);
  const names = claims.flat().map(({ domain }) => domain);
  expect(new Set(names).size).toBe(names.length);
  const rest = await moved.claim(now, MANY);
  expect(names.length + rest.length).toBe(40);
  await commitValues(database, [valued([...claims.flat(), ...rest])]);
});

it("values without a batch are logged beside those of a batch, and belong to no batch", async () => {
  const log = new EventLogRepository(database);
  await market.record([trade("quiet.one")]);
  const { head } = await log.head();
  const batch = outcome(["asked.one"]);
  const quiet = valued(await moved.claim(later(0), MANY));
  // Joined as a busy worker joins them, the quiet one first.
  const committed = await commitValues(database, [quiet, batch]);
  expect(committed).toMatchObject({ firstSeq: head + 1, headSeq: head + 3 });
  const page = await log.read({ sinceSeq: head, types: undefined, domains: undefined, limit: 10 });
  expect(page.events.map(({ seq, type, data }) => [seq, type, data["batch_id"]])).toEqual([
    [head + 1, "valuation_update", quiet.batchId],
    [head + 2, "valuation_update", batch.batchId],
    [head + 3, "batch_completed", batch.batchId],
  ]);
  expect(
    await query(database, "SELECT batch_id FROM batches WHERE batch_id = $1", [quiet.batchId]),
  ).toEqual([]);
});
