import { waitFor } from "#stack";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { loadMarketStates } from "./market-state.reader.js";
import { DisputeRepository } from "../decisions/dispute.repository.js";
import { MarketRepository } from "./market.repository.js";
import type { MarketOutcome, PricedMarketEvent } from "#market-rules";
import { OverrideRepository } from "../decisions/override.repository.js";
import { NO_RISK, trade as tradeOf, query } from "../test/given.js";

// Real: Postgres, a database of this spec's own.
const NOW = Date.parse("2026-01-15T12:00:00.000Z");
const MINUTE = 60_000;
let database: Database;
let market: MarketRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  market = new MarketRepository(database, NO_RISK);
});
afterAll(() => database?.close());

let ids = 0;
const nextId = (): string => `id-${(ids += 1)}`;
const iso = (minutesAgo: number): string => new Date(NOW - minutesAgo * MINUTE).toISOString();
const trade = (domain: string, price: string, minutesAgo: number, quantity = "1") =>
  tradeOf(domain, { price, quantity, at: iso(minutesAgo) });
const listing = (listingId: string, domain: string, price: string): PricedMarketEvent => ({
  type: "listing_created",
  id: nextId(),
  listing_id: listingId,
  domain,
  price,
  currency: "USD",
  at: iso(60),
});
const offer = (offerId: string, domain: string, price: string): PricedMarketEvent => ({
  type: "offer_created",
  id: nextId(),
  offer_id: offerId,
  domain,
  price,
  currency: "USD",
  at: iso(60),
});
const kindsOf = (outcomes: readonly MarketOutcome[]): string[] =>
  outcomes.map((outcome) => (outcome.kind === "refused" ? outcome.code : outcome.kind));
const record = async (...events: PricedMarketEvent[]): Promise<string[]> =>
  kindsOf((await market.record(events)).outcomes);
const stateOf = async (domain: string, asOfMs = NOW) =>
  (await loadMarketStates(database, [domain], asOfMs)).get(domain);

it("the window's sums are those of its trades, in whatever order they came", async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          cents: fc.integer({ min: 1, max: 99_999 }),
          minutesAgo: fc.integer({ min: 0, max: 1_500 }),
        }),
        {
          minLength: 1,
          maxLength: 12,
        },
      ),
      async (trades) => {
        const domain = `order${(round += 1)}.one`;
        for (const { cents, minutesAgo } of trades)
          await record(trade(domain, (cents / 100).toFixed(2), minutesAgo));
        const inWindow = trades.filter(({ minutesAgo }) => minutesAgo < 720);
        const state = await stateOf(domain);
        expect(state?.window?.count ?? 0).toBe(inWindow.length);
        if (inWindow.length > 0) {
          const cents = inWindow.reduce((sum, one) => sum + one.cents, 0);
          expect(Number(state?.window?.sumPriceWeight)).toBeCloseTo(cents / 100, 6);
          expect(Number(state?.window?.sumWeight)).toBe(inWindow.length);
        }
        expect(state?.recentSales.map(({ atMs }) => atMs)).toEqual(
          trades.map(({ minutesAgo }) => NOW - minutesAgo * MINUTE).toSorted((a, b) => b - a),
        );
      },
    ),
    { numRuns: 25 },
  );
});

it("trades leave the window as time goes by; a trade sent twice counts once", async () => {
  const first = trade("window.one", "100", 10);
  expect(await record(first, first)).toEqual(["recorded", "duplicate"]);
  expect(await record(first)).toEqual(["duplicate"]);
  await record(trade("window.one", "300", 0, "2"));
  expect((await stateOf("window.one"))?.window).toMatchObject({
    count: 2,
    sumPriceWeight: "700",
    sumWeight: "3",
  });
  expect((await stateOf("window.one", NOW + 715 * MINUTE))?.window).toMatchObject({
    count: 1,
    sumPriceWeight: "600",
  });
  expect((await stateOf("window.one", NOW + 721 * MINUTE))?.window).toBeUndefined();
});

it("the book's medians are exact, its floor outlives it", async () => {
  await record(
    listing("L1", "book.one", "100.01"),
    listing("L2", "book.one", "100.02"),
    listing("L3", "book.one", "500"),
    listing("L4", "book.one", "100.05"),
    offer("L1", "book.one", "80"),
    offer("O2", "book.one", "90"),
    offer("O3", "book.one", "70"),
  );
  const state = await stateOf("book.one");
  expect(Number(state?.medianAsk)).toBe(100.035);
  expect(state).toMatchObject({
    medianBid: expect.stringMatching(/^80(\.0+)?$/),
    bestBid: "90",
    bidCount: 3,
    askCount: 4,
    floorAsk: "100.01",
  });
  const cancelled = ["L1", "L2", "L3", "L4"].map((listingId, index): PricedMarketEvent => ({
    type: "listing_cancelled",
    id: nextId(),
    listing_id: listingId,
    at: iso(10 - index),
  }));
  expect(await record(...cancelled)).toEqual(cancelled.map(() => "recorded"));
  const empty = await stateOf("book.one");
  expect(empty).toMatchObject({ bidCount: 3, askCount: 0, lastFloor: "100.05" });
  expect(empty?.floorAsk).toBeUndefined();
});

it("an invalid event is rejected with its reason, and does not affect its group", async () => {
  const filled = (listingId: string, minutesAgo: number): PricedMarketEvent => ({
    type: "listing_filled",
    id: nextId(),
    listing_id: listingId,
    at: iso(minutesAgo),
  });
  expect(
    await record(
      filled("nowhere", 50),
      listing("R1", "rejected.one", "100"),
      listing("R1", "rejected.one", "200"),
      filled("R1", 30),
      filled("R1", 20),
      trade("rejected.one", "100", 20),
    ),
  ).toEqual([
    "unknown_order",
    "recorded",
    "known_order",
    "recorded",
    "order_not_active",
    "recorded",
  ]);
  const rows = await query<{ type: string }>(
    database,
    "SELECT type FROM events WHERE domain = 'rejected.one' ORDER BY seq",
  );
  expect(rows.map(({ type }) => type)).toEqual(["listing_created", "listing_filled", "trade"]);
});

it("a change that is older than what is known is stale; each term has its latest value", async () => {
  const change = (minutesAgo: number, terms: { price?: string; expires_at?: string }) =>
    ({
      type: "listing_changed",
      id: nextId(),
      listing_id: "C1",
      at: iso(minutesAgo),
      ...terms,
    }) as const;
  await record(listing("C1", "change.one", "100"));
  expect(await record(change(10, { price: "90" }))).toEqual(["recorded"]);
  expect(await record(change(20, { price: "80" }))).toEqual(["stale"]);
  expect(await record(change(20, { price: "80", expires_at: iso(-5) }))).toEqual(["recorded"]);
  expect((await stateOf("change.one"))?.floorAsk).toBe("90");
  expect(await market.expireOrders(new Date(NOW + 5 * MINUTE))).toBe(1);
  expect(await record(change(15, { price: "95" }))).toEqual(["stale"]);
  expect((await stateOf("change.one"))?.lastFloor).toBe("90");
  expect(await record(change(-6, { price: "95" }))).toEqual(["order_not_active"]);
});

it("what has expired is taken out of the book, and says so", async () => {
  await record({ ...listing("E1", "expiry.one", "100"), expires_at: iso(-1) } as PricedMarketEvent);
  expect(await market.expireOrders(new Date(NOW))).toBe(0);
  expect(await market.expireOrders(new Date(NOW + MINUTE))).toBe(1);
  expect((await stateOf("expiry.one"))?.askCount).toBe(0);
  const [, row] = await query<{ type: string; data: object }>(
    database,
    "SELECT type, data FROM events WHERE domain = 'expiry.one' ORDER BY seq",
  );
  expect(row).toMatchObject({ type: "listing_cancelled", data: { reason: "expired" } });
});

it("a dispute counts a voter once, holds with its quorum, and ends", async () => {
  const disputes = new DisputeRepository(database);
  const { dispute_id: id = "" } =
    (await disputes.open("dispute.one", "too high", 2))?.dispute ?? {};
  expect(await disputes.open("dispute.one", "again", 2)).toBeUndefined();
  expect(await disputes.vote(id, "anna")).toMatchObject({ kind: "done", dispute: { votes: 1 } });
  expect(await disputes.vote(id, "anna")).toMatchObject({
    kind: "voted_before",
    dispute: { votes: 1 },
  });
  expect(await disputes.vote(id, "ben")).toMatchObject({ kind: "done", dispute: { votes: 2 } });
  expect((await stateOf("dispute.one"))?.dispute).toEqual({ votes: 2, quorum: 2 });
  expect(await disputes.vote(id, "cleo")).toMatchObject({ kind: "done", dispute: { votes: 3 } });
  expect(await disputes.resolve(id, "upheld")).toMatchObject({
    kind: "done",
    dispute: { status: "resolved", outcome: "upheld", votes: 3 },
  });
  expect(await disputes.vote(id, "dora")).toMatchObject({ kind: "resolved_before" });
  expect(await disputes.vote("00000000-0000-7000-8000-000000000000", "dora")).toEqual({
    kind: "unknown",
  });
  expect((await stateOf("dispute.one"))?.dispute).toBeUndefined();
  const rows = await query<{ type: string }>(
    database,
    "SELECT type FROM events WHERE domain = 'dispute.one' ORDER BY seq",
  );
  expect(rows.map(({ type }) => type)).toEqual([
    "dispute_opened",
    "dispute_vote",
    "dispute_vote",
    "dispute_quorum",
    "dispute_vote",
    "dispute_resolved",
  ]);
});

it("an override stands until its end, and its end is logged once", async () => {
  const overrides = new OverrideRepository(database);
  const asked = {
    domain: "override.one",
    value: "1234.50",
    currency: "USD",
    reason: "appraised",
  };
  const [clock] = await database.read<{ at: Date }>(
    "its clock",
    "SELECT clock_timestamp() AS at",
    [],
  );
  const past = { at: clock?.at ?? expect.fail("Postgres has a clock") };
  expect(await overrides.set({ ...asked, end: past })).toEqual({ kind: "past" });
  const outcome = await overrides.set({ ...asked, end: { inMs: 3_000 } });
  if (outcome.kind === "past") throw new Error("It ends later.");
  const expiresAtMs = Date.parse(outcome.override.expires_at);
  expect((await stateOf("override.one"))?.override).toEqual({ value: "1234.50", expiresAtMs });
  expect(await overrides.expire()).toBe(0);
  // The database's own clock decides; `now` extrapolates it.
  const isOver = async (): Promise<boolean> => {
    const [row] = await database.read<{ over: boolean }>(
      "is over",
      "SELECT clock_timestamp() >= $1::timestamptz AS over",
      [outcome.override.expires_at],
    );
    return row?.over === true;
  };
  await waitFor(isOver, { timeoutMs: 10_000, what: "the end of the override" });
  const expired = await Promise.all([1, 2].map(() => overrides.expire()));
  expect(expired.toSorted((a, b) => a - b)).toEqual([0, 1]);
  expect((await stateOf("override.one"))?.override).toBeUndefined();
});
