import { Decimal } from "decimal.js";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { loadMarketStates } from "./market-state.reader.js";
import { MarketRepository } from "./market.repository.js";
import type { PricedMarketEvent, RiskPolicy } from "#market-rules";
import { outcome, trade, query } from "../test/given.js";
import { commitValues } from "../valuations/valuation-writer.js";

// Real: Postgres, a database of this spec's own. The stored row of state against a plain recomputation of it.
const NOW = Date.parse("2026-01-15T12:00:00.000Z");
const MINUTE = 60_000;
const WINDOW_MINUTES = 720;
/** A rule that is easily computed again: a buyer who buys twice within two minutes is flagged both times. */
const twiceABuyer: RiskPolicy = {
  judge: (trades) =>
    trades
      .filter(({ tradeId, buyer, atMs }) =>
        trades.some(
          (other) =>
            other.tradeId !== tradeId &&
            other.buyer === buyer &&
            Math.abs(other.atMs - atMs) <= 2 * MINUTE,
        ),
      )
      .map(({ tradeId }) => ({ tradeId, rule: "wash", severity: "info", detail: "again" })),
  windowMs: 2 * MINUTE,
  maxTrades: 100,
  flaggedWeight: "0.25",
};
let database: Database;
let market: MarketRepository;
let log: EventLogRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  market = new MarketRepository(database, twiceABuyer);
  log = new EventLogRepository(database);
});
afterAll(() => database?.close());

const iso = (minutesAgo: number): string => new Date(NOW - minutesAgo * MINUTE).toISOString();
const stateOf = async (domain: string, asOfMs: number) =>
  (await loadMarketStates(database, [domain], asOfMs)).get(domain);
const decimal = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : new Decimal(value).toFixed();
const sum = (values: readonly Decimal[]): string =>
  values.reduce((total, one) => total.plus(one), new Decimal(0)).toFixed();

const price = fc.integer({ min: 1, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2));
/** How many of the events that are left come next, again and again. */
const groupSizes = fc.infiniteStream(fc.integer({ min: 1, max: 6 }));
let domains = 0;

const recordInGroups = async (
  events: readonly PricedMarketEvent[],
  sizes: Iterator<number>,
): Promise<string[]> => {
  const kinds: string[] = [];
  for (let at = 0; at < events.length;) {
    const group = events.slice(at, at + (sizes.next().value as number));
    kinds.push(...(await market.record(group)).outcomes.map(({ kind }) => kind));
    at += group.length;
  }
  return kinds;
};

it("trades sent in any order and grouping give the sums of those in the window, to the last digit, at any moment", async () => {
  const anyTrade = fc.record({
    price,
    quantity: fc.constantFrom("1", "2", "0.5", "0.333", "17"),
    // Many share a moment, and the edge of the window is among them.
    minutesAgo: fc.constantFrom(0, 1, 1, 3, 30, 300, 719, 720, 721, 1_000, 1_439),
    buyer: fc.constantFrom("anna", "ben", "cleo", "dora"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyTrade, { minLength: 1, maxLength: 12 }),
      groupSizes,
      fc.constantFrom(0, 1, 420, 719, 720, 1_440),
      async (trades, sizes, laterMinutes) => {
        const domain = `any${(domains += 1)}.one`;
        const events = trades.map(({ minutesAgo, ...one }, index) =>
          // Ids that do not sort as the trades came.
          trade(domain, { ...one, id: `${(index * 7) % 12}-${domain}`, at: iso(minutesAgo) }),
        );
        await recordInGroups(events, sizes);
        const weighed = trades.map((one, index) => {
          const isFlagged = trades.some(
            (other, at) =>
              at !== index &&
              other.buyer === one.buyer &&
              Math.abs(other.minutesAgo - one.minutesAgo) <= 2,
          );
          return {
            ...one,
            isFlagged,
            weight: new Decimal(one.quantity).times(isFlagged ? 0.25 : 1),
          };
        });
        const state = await stateOf(domain, NOW + laterMinutes * MINUTE);
        const inWindow = weighed.filter((one) => one.minutesAgo + laterMinutes < WINDOW_MINUTES);
        expect(state?.window?.count ?? 0).toBe(inWindow.length);
        if (inWindow.length === 0) return;
        expect(decimal(state?.window?.sumPriceWeight)).toBe(
          sum(inWindow.map((one) => one.weight.times(one.price))),
        );
        expect(decimal(state?.window?.sumWeight)).toBe(sum(inWindow.map(({ weight }) => weight)));
        const flagged = inWindow.filter(({ isFlagged }) => isFlagged).length;
        expect(state?.window?.flagged).toEqual(
          flagged === 0 ? undefined : { count: flagged, weight: "0.25" },
        );
      },
    ),
    { numRuns: 60 },
  );
});

it("of many sales the newest 25 are kept, newest first, also when an old one arrives last", async () => {
  const minutes = Array.from({ length: 30 }, (_, index) => (index * 11) % 30);
  for (const minutesAgo of minutes)
    await market.record([
      trade("many.one", { price: String(1_000 + minutesAgo), at: iso(minutesAgo) }),
    ]);
  const state = await stateOf("many.one", NOW);
  expect(state?.recentSales).toEqual(
    Array.from({ length: 25 }, (_, minutesAgo) => ({
      price: String(1_000 + minutesAgo),
      atMs: NOW - minutesAgo * MINUTE,
    })),
  );
  expect(state?.lastSignalAtMs).toBe(NOW);
});

it("the book is that of its open orders at their last price, in any order of arrival", async () => {
  const order = fc.record({
    price,
    isListing: fc.boolean(),
    changes: fc.uniqueArray(fc.record({ price, minutesAgo: fc.integer({ min: 20, max: 50 }) }), {
      maxLength: 3,
      selector: ({ minutesAgo }) => minutesAgo,
    }),
    closedMinutesAgo: fc.option(fc.integer({ min: 0, max: 19 }), { nil: undefined }),
    order: fc.infiniteStream(fc.nat()),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 7 }), groupSizes, async (orders, sizes) => {
      const domain = `book${(domains += 1)}.one`;
      const created = orders.map((one, index) =>
        orderEvent(one.isListing, "created", `${domain}-${index}`, 60, {
          domain,
          price: one.price,
          currency: "USD",
        }),
      );
      const later = orders.flatMap((one, index) => {
        const id = `${domain}-${index}`;
        const changes = one.changes.map((change) =>
          orderEvent(one.isListing, "changed", id, change.minutesAgo, { price: change.price }),
        );
        return [
          ...changes,
          ...(one.closedMinutesAgo === undefined
            ? []
            : [orderEvent(one.isListing, "cancelled", id, one.closedMinutesAgo, {})]),
        ].map((event) => ({ event, key: one.order.next().value as number }));
      });
      const shuffled = later.toSorted((a, b) => a.key - b.key).map(({ event }) => event);
      const kinds = await recordInGroups([...created, ...shuffled], sizes);
      expect(kinds).not.toContain("refused");
      const last = orders.map((one) => ({
        ...one,
        price:
          one.changes.toSorted((a, b) => b.minutesAgo - a.minutesAgo).at(-1)?.price ?? one.price,
      }));
      const sorted = (isListing: boolean): Decimal[] =>
        last
          .filter((one) => one.isListing === isListing && one.closedMinutesAgo === undefined)
          .map((one) => new Decimal(one.price))
          .toSorted((a, b) => a.comparedTo(b));
      // Of those that ended in one moment, the last is the one whose end arrived last.
      const endOf = (index: number): number =>
        shuffled.findIndex(({ id }) => id.startsWith(`${domain}-${index} cancelled`));
      const asks = sorted(true);
      const bids = sorted(false);
      const ended = last
        .flatMap((one, index) =>
          one.isListing && one.closedMinutesAgo !== undefined
            ? [{ price: one.price, minutesAgo: one.closedMinutesAgo, index }]
            : [],
        )
        .toSorted((a, b) => a.minutesAgo - b.minutesAgo || endOf(b.index) - endOf(a.index));
      const state = await stateOf(domain, NOW);
      expect({
        askCount: state?.askCount ?? 0,
        bidCount: state?.bidCount ?? 0,
        floorAsk: decimal(state?.floorAsk),
        bestBid: decimal(state?.bestBid),
        medianAsk: decimal(state?.medianAsk),
        medianBid: decimal(state?.medianBid),
        lastFloor: decimal(state?.lastFloor),
      }).toEqual({
        askCount: asks.length,
        bidCount: bids.length,
        floorAsk: asks[0]?.toFixed(),
        bestBid: bids.at(-1)?.toFixed(),
        medianAsk: median(asks),
        medianBid: median(bids),
        lastFloor: asks[0]?.toFixed() ?? decimal(ended[0]?.price),
      });
    }),
    { numRuns: 40 },
  );
});

it("a market event is logged once, by its id, however often it is sent", async () => {
  const { head } = await log.head();
  const group = [
    trade("events.one", { id: "events-1", at: iso(5) }),
    orderEvent(true, "created", "listing-1", 4, {
      domain: "events.one",
      price: "200",
      currency: "USD",
    }),
    orderEvent(true, "filled", "listing-1", 3, {}),
  ];
  await Promise.all([1, 2, 3].map(() => market.record(group)));
  const page = await log.read({
    sinceSeq: head,
    types: undefined,
    domains: ["events.one"],
    limit: 10,
  });
  expect(page.events.map(({ type, eid }) => ({ type, eid }))).toEqual([
    { type: "trade", eid: "m-events-1" },
    { type: "listing_created", eid: "m-listing-1 created 4" },
    { type: "listing_filled", eid: "m-listing-1 filled 3" },
  ]);
  expect(page.next_since_seq).toBe(head + 3);
});

it("two writers of the market and one of values neither lock each other out nor leave a hole", async () => {
  const { head } = await log.head();
  const names = Array.from({ length: 20 }, (_, index) => `meet${index}.one`);
  const writeMarket = async (): Promise<void> => {
    for (let round = 0; round < 10; round += 1) {
      const { outcomes } = await market.record(
        names.toSorted(() => Math.random() - 0.5).map((domain) => trade(domain)),
      );
      expect(outcomes.every(({ kind }) => kind === "recorded")).toBe(true);
    }
  };
  const writeValues = async (): Promise<void> => {
    for (let round = 0; round < 20; round += 1)
      await commitValues(database, [outcome(names.toReversed())]);
  };
  await Promise.all([writeMarket(), writeMarket(), writeValues()]);
  const rows = await query<{ seq: string }>(
    database,
    "SELECT seq FROM events WHERE seq > $1 ORDER BY seq",
    [head],
  );
  expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => head + 1 + index));
  const counts = await query<{ type: string; count: string }>(
    database,
    "SELECT type, count(*) FROM events WHERE seq > $1 GROUP BY type ORDER BY type",
    [head],
  );
  expect(counts).toEqual([
    { type: "batch_completed", count: "20" },
    // Nobody is named, and who is not named is the same each time to the rule of this spec.
    { type: "risk_flag", count: "400" },
    { type: "trade", count: "400" },
    { type: "valuation_update", count: "400" },
  ]);
});

const orderEvent = (
  isListing: boolean,
  step: "created" | "changed" | "cancelled" | "filled",
  orderId: string,
  minutesAgo: number,
  terms: object,
): PricedMarketEvent => {
  const kind = isListing ? "listing" : "offer";
  return {
    type: `${kind}_${step}`,
    [`${kind}_id`]: orderId,
    id: `${orderId} ${step} ${minutesAgo}`,
    at: iso(minutesAgo),
    ...terms,
  } as unknown as PricedMarketEvent;
};

const median = (sorted: readonly Decimal[]): string | undefined => {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)];
  return lower === undefined || upper === undefined
    ? undefined
    : lower.plus(upper).dividedBy(2).toFixed();
};
