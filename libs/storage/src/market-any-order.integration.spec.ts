import { Decimal } from "decimal.js";
import fc from "fast-check";
import type { DataSource } from "typeorm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../test/support/database.js";
import { openDataSource } from "./data-source.js";
import { Database } from "./database.js";
import { EventLogRepository } from "./event-log.repository.js";
import { loadMarketStates } from "./market-state.reader.js";
import { MarketRepository, type Trade } from "./market.repository.js";

// Real: Postgres, a database of this spec's own. The stored row of state against a plain recomputation of it.
const NOW = Date.parse("2026-01-15T12:00:00.000Z");
const MINUTE = 60_000;
const WINDOW_MINUTES = 720;
let source: DataSource;
let database: Database;
let market: MarketRepository;
let log: EventLogRepository;
beforeAll(async () => {
  source = await openDataSource(await ownDatabase());
  database = new Database(source);
  market = new MarketRepository(source);
  log = new EventLogRepository(database);
});
afterAll(() => source?.destroy());

const stateOf = async (domain: string, asOfMs: number) =>
  (await loadMarketStates(database, [domain], asOfMs)).get(domain);
const decimal = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : new Decimal(value).toFixed();
const sum = (values: readonly Decimal[]): string =>
  values.reduce((total, one) => total.plus(one), new Decimal(0)).toFixed();

const price = fc.integer({ min: 1, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2));
let domains = 0;

it("trades told in any order give the sums of those in the window, to the last digit, at any moment", async () => {
  const told = fc.record({
    price,
    quantity: fc.constantFrom("1", "2", "0.5", "0.333", "17"),
    // Many share a moment, and the edge of the window is among them.
    minutesAgo: fc.constantFrom(0, 1, 1, 30, 300, 719, 720, 721, 1_000, 1_439),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(told, { minLength: 1, maxLength: 10 }),
      fc.constantFrom(0, 1, 420, 719, 720, 1_440),
      async (trades, laterMinutes) => {
        const domain = `any${(domains += 1)}.one`;
        for (const [index, one] of trades.entries())
          await market.recordTrade({
            // Ids that do not sort as the trades came.
            tradeId: `${(index * 7) % 10}-${domain}`,
            domain,
            at: new Date(NOW - one.minutesAgo * MINUTE),
            price: one.price,
            quantity: one.quantity,
            currency: "USD",
          });
        const state = await stateOf(domain, NOW + laterMinutes * MINUTE);
        const inWindow = trades.filter((one) => one.minutesAgo + laterMinutes < WINDOW_MINUTES);
        expect(state?.window?.count ?? 0).toBe(inWindow.length);
        if (inWindow.length === 0) return;
        expect(decimal(state?.window?.sumPriceWeight)).toBe(
          sum(inWindow.map((one) => new Decimal(one.price).times(one.quantity))),
        );
        expect(decimal(state?.window?.sumWeight)).toBe(
          sum(inWindow.map((one) => new Decimal(one.quantity))),
        );
      },
    ),
    { numRuns: 40 },
  );
});

it("of many sales the newest 25 are kept, newest first, also when an old one is told last", async () => {
  const minutes = Array.from({ length: 30 }, (_, index) => (index * 11) % 30);
  for (const minutesAgo of minutes)
    await market.recordTrade(sale("many.one", minutesAgo, String(1_000 + minutesAgo)));
  const state = await stateOf("many.one", NOW);
  expect(state?.recentSales).toEqual(
    Array.from({ length: 25 }, (_, minutesAgo) => ({
      price: String(1_000 + minutesAgo),
      atMs: NOW - minutesAgo * MINUTE,
    })),
  );
  expect(state?.lastSignalAtMs).toBe(NOW);
});

it("the book is that of its open orders, whatever was placed and closed before", async () => {
  const order = fc.record({ price, isListing: fc.boolean(), isClosed: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 9 }), async (orders) => {
      const domain = `book${(domains += 1)}.one`;
      const placed = orders.map((one, index) => ({ ...one, orderId: `${domain}-${index}` }));
      for (const one of placed)
        await market.placeOrder({
          orderId: one.orderId,
          kind: one.isListing ? "listing" : "offer",
          domain,
          price: one.price,
          currency: "USD",
          createdAt: new Date(NOW),
        });
      for (const one of placed)
        if (one.isClosed) await market.closeOrder(one.orderId, "filled", new Date(NOW));
      const open = placed.filter(({ isClosed }) => !isClosed);
      const sorted = (isListing: boolean): Decimal[] =>
        open
          .filter((one) => one.isListing === isListing)
          .map((one) => new Decimal(one.price))
          .toSorted((a, b) => a.comparedTo(b));
      const asks = sorted(true);
      const bids = sorted(false);
      const state = await stateOf(domain, NOW);
      expect({
        askCount: state?.askCount ?? 0,
        bidCount: state?.bidCount ?? 0,
        floorAsk: decimal(state?.floorAsk),
        bestBid: decimal(state?.bestBid),
        medianAsk: decimal(state?.medianAsk),
        medianBid: decimal(state?.medianBid),
      }).toEqual({
        askCount: asks.length,
        bidCount: bids.length,
        floorAsk: asks[0]?.toFixed(),
        bestBid: bids.at(-1)?.toFixed(),
        medianAsk: median(asks),
        medianBid: median(bids),
      });
    }),
    { numRuns: 30 },
  );
});

it("a market event is told once, by its own name, however often it is told to us", async () => {
  const { head } = await log.head();
  const one = sale("events.one", 5, "100");
  await Promise.all([1, 2, 3].map(() => market.recordTrade(one)));
  const placed = {
    orderId: "listing-1",
    kind: "listing",
    domain: "events.one",
    price: "200",
    currency: "USD",
    createdAt: new Date(NOW),
  } as const;
  await Promise.all([1, 2, 3].map(() => market.placeOrder(placed)));
  await Promise.all([1, 2, 3].map(() => market.closeOrder("listing-1", "filled", new Date(NOW))));
  const page = await log.read({
    sinceSeq: head,
    types: undefined,
    domains: ["events.one"],
    limit: 10,
  });
  expect(page.events.map(({ type, eid }) => ({ type, eid }))).toEqual([
    { type: "trade", eid: `t-${one.tradeId}` },
    { type: "listing_created", eid: "o-listing-1-created" },
    { type: "listing_filled", eid: "o-listing-1-filled" },
  ]);
  expect(page.next_since_seq).toBe(head + 3);
});

it("who votes again after the quorum is told the votes, and no second quorum is announced", async () => {
  const disputeId = await market.openDispute("quorum.one", "too high");
  for (const voter of ["anna", "ben", "cleo"]) await market.voteInDispute(disputeId, voter);
  expect(await market.voteInDispute(disputeId, "cleo")).toBe(3);
  expect(await market.voteInDispute(disputeId, "dora")).toBe(4);
  expect(await market.voteInDispute(disputeId, "dora")).toBe(4);
  const { events } = await log.read({
    sinceSeq: 0,
    types: ["dispute_quorum"],
    domains: ["quorum.one"],
    limit: 10,
  });
  expect(events).toHaveLength(1);
  await expect(market.openDispute("quorum.one", "again")).rejects.toThrow();
});

const sale = (domain: string, minutesAgo: number, paid: string): Trade => ({
  tradeId: `${domain}-${minutesAgo}`,
  domain,
  at: new Date(NOW - minutesAgo * MINUTE),
  price: paid,
  quantity: "1",
  currency: "USD",
});

const median = (sorted: readonly Decimal[]): string | undefined => {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)];
  return lower === undefined || upper === undefined
    ? undefined
    : lower.plus(upper).dividedBy(2).toFixed();
};
