import fc from "fast-check";
import type { DataSource } from "typeorm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../test/support/database.js";
import { openDataSource } from "./data-source.js";
import { Database } from "./database.js";
import { loadMarketStates } from "./market-state.reader.js";
import { MarketRepository, type Order, type Trade } from "./market.repository.js";

// Real: Postgres, a database of this spec's own.
const NOW = Date.parse("2026-01-15T12:00:00.000Z");
const MINUTE = 60_000;
let source: DataSource;
let database: Database;
let market: MarketRepository;
beforeAll(async () => {
  source = await openDataSource(await ownDatabase());
  database = new Database(source);
  market = new MarketRepository(source);
});
afterAll(() => source?.destroy());

let ids = 0;
const nextId = (): string => `id-${(ids += 1)}`;
const trade = (domain: string, price: string, minutesAgo: number, quantity = "1"): Trade => ({
  tradeId: nextId(),
  domain,
  price,
  quantity,
  currency: "USD",
  at: new Date(NOW - minutesAgo * MINUTE),
});
const order = (kind: Order["kind"], domain: string, price: string): Order => ({
  orderId: nextId(),
  kind,
  domain,
  price,
  currency: "USD",
  createdAt: new Date(NOW),
});
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
      async (told) => {
        const domain = `order${(round += 1)}.one`;
        for (const { cents, minutesAgo } of told)
          await market.recordTrade(trade(domain, (cents / 100).toFixed(2), minutesAgo));
        const inWindow = told.filter(({ minutesAgo }) => minutesAgo < 720);
        const state = await stateOf(domain);
        expect(state?.window?.count ?? 0).toBe(inWindow.length);
        if (inWindow.length > 0) {
          const cents = inWindow.reduce((sum, one) => sum + one.cents, 0);
          expect(Number(state?.window?.sumPriceWeight)).toBeCloseTo(cents / 100, 6);
          expect(Number(state?.window?.sumWeight)).toBe(inWindow.length);
        }
        expect(state?.recentSales.map(({ atMs }) => atMs)).toEqual(
          told.map(({ minutesAgo }) => NOW - minutesAgo * MINUTE).toSorted((a, b) => b - a),
        );
      },
    ),
    { numRuns: 25 },
  );
});

it("trades leave the window as time goes by; a trade told twice is one", async () => {
  const first = trade("window.one", "100", 10);
  expect(await market.recordTrade(first)).toBe(true);
  expect(await market.recordTrade(first)).toBe(false);
  await market.recordTrade(trade("window.one", "300", 0, "2"));
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
  const orders = [
    order("listing", "book.one", "100.01"),
    order("listing", "book.one", "100.02"),
    order("listing", "book.one", "500"),
    order("listing", "book.one", "100.05"),
    order("offer", "book.one", "80"),
    order("offer", "book.one", "90"),
    order("offer", "book.one", "70"),
  ];
  for (const one of orders) await market.placeOrder(one);
  const state = await stateOf("book.one");
  expect(Number(state?.medianAsk)).toBe(100.035);
  expect(state).toMatchObject({
    medianBid: expect.stringMatching(/^80(\.0+)?$/),
    bestBid: "90",
    bidCount: 3,
    askCount: 4,
    floorAsk: "100.01",
  });
  for (const one of orders)
    expect(await market.closeOrder(one.orderId, "cancelled", new Date(NOW))).toBe(true);
  expect(await market.closeOrder(orders[0]?.orderId ?? "", "cancelled", new Date(NOW))).toBe(false);
  const empty = await stateOf("book.one");
  expect(empty).toMatchObject({ bidCount: 0, askCount: 0, lastFloor: "100.05" });
  expect(empty?.floorAsk).toBeUndefined();
});

it("what has expired is taken out of the book", async () => {
  await market.placeOrder({
    ...order("listing", "expiry.one", "100"),
    expiresAt: new Date(NOW + MINUTE),
  });
  expect(await market.expireOrders(new Date(NOW))).toBe(0);
  expect(await market.expireOrders(new Date(NOW + MINUTE))).toBe(1);
  expect((await stateOf("expiry.one"))?.askCount).toBe(0);
});

it("a dispute counts a voter once, and an override has its end", async () => {
  const disputeId = await market.openDispute("dispute.one", "too high");
  expect(await market.voteInDispute(disputeId, "anna")).toBe(1);
  expect(await market.voteInDispute(disputeId, "anna")).toBe(1);
  expect(await market.voteInDispute(disputeId, "ben")).toBe(2);
  expect(await market.voteInDispute(disputeId, "cleo")).toBe(3);
  await market.override("dispute.one", "1234.50", new Date(NOW));
  expect(await stateOf("dispute.one")).toMatchObject({
    dispute: { votes: 3, quorum: 3 },
    override: { value: "1234.50", expiresAtMs: NOW },
  });
  const rows = await source.query<{ type: string }[]>(
    "SELECT type FROM events WHERE domain = 'dispute.one' ORDER BY seq",
  );
  expect(rows.map(({ type }) => type)).toEqual(["dispute_opened", "dispute_quorum"]);
});
