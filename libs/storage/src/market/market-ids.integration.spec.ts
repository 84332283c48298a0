import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { loadMarketStates } from "./market-state.reader.js";
import { readMarket } from "./market.reader.js";
import { MarketRepository } from "./market.repository.js";
import type { PricedMarketEvent } from "#market-rules";
import { NO_RISK, query, trade } from "../test/given.js";

// Real: Postgres, a database of this spec's own. Whose ids are whose, what is a duplicate, and which of two comes first.
const AT = "2026-01-15T12:00:00.000Z";
let database: Database;
let market: MarketRepository;
let log: EventLogRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  market = new MarketRepository(database, NO_RISK);
  log = new EventLogRepository(database);
});
afterAll(() => database?.close());

let domains = 0;
const newDomain = (): string => `ids${(domains += 1)}.one`;
const send = async (...events: PricedMarketEvent[]): Promise<string[]> =>
  (await market.record(events)).outcomes.map((one) =>
    one.kind === "refused" ? one.code : one.kind,
  );
const listing = (
  id: string,
  domain: string,
  more: Partial<Extract<PricedMarketEvent, { type: "listing_created" }>> = {},
): PricedMarketEvent => ({
  type: "listing_created",
  id: `${id} created`,
  listing_id: id,
  domain,
  price: "100",
  currency: "USD",
  at: AT,
  ...more,
});
const change = (
  id: string,
  listingId: string,
  price: string,
  more: Partial<PricedMarketEvent> = {},
): PricedMarketEvent =>
  ({
    type: "listing_changed",
    id,
    listing_id: listingId,
    price,
    at: AT,
    ...more,
  }) as PricedMarketEvent;
const eventsOf = async (domain: string) =>
  (await log.read({ sinceSeq: 0, types: undefined, domains: [domain], limit: 100 })).events;

describe("ids belong to the key that sends them", () => {
  it("trades of two keys with the same ids are all kept", async () => {
    const [one, other] = [newDomain(), newDomain()];
    expect(await send(trade(one, { id: "1001", owner: "anna" }))).toEqual(["recorded"]);
    expect(
      await send(
        trade(other, { id: "1001", owner: "ben" }),
        trade(one, { id: "1001", owner: "cleo", price: "300" }),
      ),
    ).toEqual(["recorded", "recorded"]);
    const [first, second] = await eventsOf(one);
    expect(first).toMatchObject({
      eid: "mk-anna:1001",
      data: { trade_id: "1001", sender: "anna" },
    });
    expect(second).toMatchObject({ eid: "mk-cleo:1001", data: { sender: "cleo" } });
    expect((await readMarket(database, one))?.state.trade_count).toBe(2);
    expect(
      (await readMarket(database, one))?.trades.map(({ sender }) => sender).toSorted(),
    ).toEqual(["anna", "cleo"]);
  });

  it("an order is changed and ended by the key that made it alone", async () => {
    const domain = newDomain();
    const named = `L-${domain}`;
    await send(listing(named, domain, { owner: "anna" }));
    await send(listing(named, domain, { owner: "ben", price: "200" }));
    expect(await send(change("c1", named, "50", { owner: "cleo" }))).toEqual(["unknown_order"]);
    expect(await send(change("c1", named, "150", { owner: "ben" }))).toEqual(["recorded"]);
    expect((await readMarket(database, domain))?.asks).toMatchObject([
      { id: named, sender: "anna", price: "100" },
      { id: named, sender: "ben", price: "150" },
    ]);
  });

  it("no sender can use the id of an expiry", async () => {
    const domain = newDomain();
    const named = `E-${domain}`;
    await send(listing(named, domain, { expires_at: "2026-01-15T12:01:00Z" }));
    for (const id of [`expiry listing ${named}`, `listing-${named}`, `x-listing-${named}`])
      expect(await send(trade(newDomain(), { id }))).toEqual(["recorded"]);
    expect(await market.expireOrders(new Date("2026-01-15T12:02:00Z"))).toBe(1);
    expect((await readMarket(database, domain))?.asks).toEqual([]);
    const ended = (await eventsOf(domain)).at(-1);
    expect(ended).toMatchObject({ eid: `x-listing-${named}`, data: { reason: "expired" } });
    expect(await market.expireOrders(new Date("2026-01-15T12:02:00Z"))).toBe(0);
  });
});

describe("an id that is sent again", () => {
  it("is a duplicate with the same content, however that is written, and rejected with another", async () => {
    const domain = newDomain();
    const first = trade(domain, { id: randomUUID(), price: "100.50", at: AT });
    expect(await send(first)).toEqual(["recorded"]);
    expect(
      await send(
        first,
        { ...first, price: "100.5", at: "2026-01-15T13:00:00+01:00" },
        { ...first, price: "100.51" },
        { ...first, domain: newDomain() },
        listing("other", domain, { id: first.id }),
      ),
    ).toEqual(["duplicate", "duplicate", "id_reused", "id_reused", "id_reused"]);
    expect(await eventsOf(domain)).toHaveLength(1);
  });

  it("is judged by what came first of a group, and free again once that was rejected", async () => {
    const domain = newDomain();
    const id = randomUUID();
    const later = trade(domain, { id, price: "1", at: "2026-01-15T12:00:05Z" });
    const earlier = trade(domain, { id, price: "2", at: AT });
    expect(await send(later, earlier, later)).toEqual(["recorded", "id_reused", "duplicate"]);
    const [unknown, valid] = [change(randomUUID(), "nowhere", "5"), listing(`M-${domain}`, domain)];
    expect(await send(unknown, { ...valid, id: unknown.id })).toEqual([
      "unknown_order",
      "recorded",
    ]);
  });

  it("is known by its trade, when the log has deleted it", async () => {
    const domain = newDomain();
    const sale = trade(domain, { id: randomUUID(), owner: "anna", price: "7.10" });
    await send(sale);
    await query(database, "DELETE FROM events WHERE domain = $1", [domain]);
    expect(await send(sale, { ...sale, id: randomUUID() }, { ...sale, price: "8" })).toEqual([
      "duplicate",
      "recorded",
      "id_reused",
    ]);
  });

  it("from before ids belonged to keys is a duplicate, and its orders can be changed by any key", async () => {
    const domain = newDomain();
    const [sale, order] = [trade(domain, { id: randomUUID() }), listing(`F-${domain}`, domain)];
    await send(sale, order);
    await query(database, "UPDATE events SET digest = NULL WHERE domain = $1", [domain]);
    expect(await send({ ...sale, owner: "anna" }, { ...order, owner: "anna" })).toEqual([
      "duplicate",
      "duplicate",
    ]);
    expect(await send({ ...sale, owner: "anna", price: "1" })).toEqual(["recorded"]);
    expect(await send(change(randomUUID(), `F-${domain}`, "90", { owner: "anna" }))).toEqual([
      "recorded",
    ]);
    expect((await readMarket(database, domain))?.asks).toMatchObject([
      { price: "90", sender: null },
    ]);
  });
});

describe("two of the same moment", () => {
  it("are in the order in which they arrived, whatever their ids", async () => {
    const domain = newDomain();
    await send(listing(`T-${domain}`, domain));
    const at = "2026-01-15T12:00:01.123Z";
    await send(
      change("x-9", `T-${domain}`, "90", { at }),
      change("x-10", `T-${domain}`, "80", { at }),
    );
    expect((await readMarket(database, domain))?.state.floor).toBe("80");
    await send(change("a", `T-${domain}`, "70", { at }));
    expect((await readMarket(database, domain))?.state.floor).toBe("70");
    await send(
      trade(domain, { id: "x-90", price: "1", at }),
      trade(domain, { id: "x-100", price: "2", at }),
    );
    await send(trade(domain, { id: "a-1", price: "3", at }));
    const state = (await loadMarketStates(database, [domain], Date.parse(at))).get(domain);
    expect(state?.recentSales.map(({ price }) => price)).toEqual(["3", "2", "1"]);
    expect((await readMarket(database, domain))?.trades.map(({ price }) => price)).toEqual([
      "3",
      "2",
      "1",
    ]);
  });

  it("are no tie if they differ by microseconds; every digit is kept", async () => {
    const domain = newDomain();
    const id = `U-${domain}`;
    await send(listing(id, domain, { at: "2026-01-15T12:00:00.000001Z" }));
    await send(change("later", id, "80", { at: "2026-01-15T12:00:00.000200Z" }));
    expect(await send(change("sooner", id, "90", { at: "2026-01-15T12:00:00.0001Z" }))).toEqual([
      "stale",
    ]);
    await send(trade(domain, { id: "u-1", at: "2026-01-15T12:00:00.123456789+00:00", price: "5" }));
    expect((await readMarket(database, domain))?.state).toMatchObject({
      floor: "80",
      last_signal_at: "2026-01-15T12:00:00.123456Z",
    });
    expect((await eventsOf(domain)).map(({ at, data }) => [at, data["traded_at"]])).toEqual([
      ["2026-01-15T12:00:00.000001Z", undefined],
      ["2026-01-15T12:00:00.000200Z", undefined],
      ["2026-01-15T12:00:00.123456Z", "2026-01-15T12:00:00.123456Z"],
    ]);
  });

  it("of listings that ended at once, the last floor is the one whose end came last", async () => {
    const domain = newDomain();
    const [a, b] = [`Z-${domain}`, `A-${domain}`];
    await send(listing(a, domain, { price: "10" }), listing(b, domain, { price: "20" }));
    const end = (listingId: string): PricedMarketEvent => ({
      type: "listing_cancelled",
      id: randomUUID(),
      listing_id: listingId,
      at: "2026-01-15T12:10:00Z",
    });
    await send(end(a));
    await send(end(b));
    expect((await readMarket(database, domain))?.state.last_floor).toBe("20");
  });
});
