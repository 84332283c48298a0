import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { BatchRepository } from "../batches/batch.repository.js";
import { Database } from "../db/database.js";
import { DisputeRepository } from "../decisions/dispute.repository.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { StreamReader } from "../log/stream.reader.js";
import { loadMarketStates } from "../market/market-state.reader.js";
import { readMarket } from "../market/market.reader.js";
import { MarketRepository } from "../market/market.repository.js";
import { NO_RISK, outcome, result, trade } from "../test/given.js";
import { ValuationRepository } from "../valuations/valuation.repository.js";
import { commitValues } from "../valuations/valuation-writer.js";
import { Retention } from "./retention.js";

// Real: Postgres, a database of this spec's own. What is kept, what is forgotten, and that what is left agrees.
const HOUR = 3_600_000;
let database: Database;
let market: MarketRepository;
let batches: BatchRepository;
let valuations: ValuationRepository;
let retention: Retention;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  market = new MarketRepository(database, NO_RISK);
  batches = new BatchRepository(database);
  valuations = new ValuationRepository(database);
  retention = new Retention(database, new StreamReader(database));
});
afterAll(() => database?.close());

const countOf = async (table: string): Promise<number> => {
  const [row] = await database.read<{ count: string }>(
    `count ${table}`,
    `SELECT count(*) AS count FROM ${table}`,
    [],
  );
  return Number(row?.count);
};
const value = (domain: string, amount: string, valuedAt: Date) =>
  commitValues(database, [
    outcome([], {
      values: [
        { idx: 0, result: { ...result(domain, amount), valued_at: valuedAt.toISOString() } },
      ],
    }),
  ]);
const soon = (): number => Date.now() + HOUR;

describe("what is older than the retention", () => {
  it("is deleted: events, values, batches, orders and trades; the newest of each name stays, and agrees", async () => {
    const old = new Date(Date.now() - 48 * HOUR);
    await value("kept.one", "10.00", old);
    await value("kept.one", "20.00", new Date(old.getTime() + 1));
    for (let index = 0; index < 30; index += 1)
      await market.record([
        trade("kept.one", {
          price: String(100 + index),
          at: new Date(old.getTime() + index).toISOString(),
        }),
      ]);
    const created = {
      type: "listing_created",
      id: "L created",
      listing_id: "L",
      domain: "kept.one",
      price: "500",
      currency: "USD",
      at: old.toISOString(),
    } as const;
    await market.record([created]);
    await market.record([
      {
        type: "listing_cancelled",
        id: "L cancelled",
        listing_id: "L",
        at: new Date(old.getTime() + 5).toISOString(),
      },
    ]);
    const before = (await loadMarketStates(database, ["kept.one"], Date.now())).get("kept.one");

    await retention.run(soon(), Date.now(), 10_000);

    expect(await countOf("events")).toBe(0);
    expect(await countOf("batches")).toBe(0);
    expect(await countOf("orders")).toBe(0);
    expect(await countOf("trades")).toBe(25);
    expect(await countOf("trade_minutes")).toBe(0);
    expect(await countOf("valuations")).toBe(1);
    const latest = await valuations.findLatest("kept.one");
    expect(latest?.result.value).toBe("20.00");
    expect(await valuations.findHistory("kept.one", undefined, 10)).toEqual([latest]);
    expect(await valuations.findHistory("kept.one", latest?.seq, 10)).toEqual([]);
    const view = await readMarket(database, "kept.one");
    expect(view?.trades).toHaveLength(25);
    expect(view?.trades[0]?.price).toBe("129");
    expect(view?.state).toMatchObject({ trade_count: 30, last_floor: "500" });
    expect((await loadMarketStates(database, ["kept.one"], Date.now())).get("kept.one")).toEqual(
      before,
    );
    // The last floor outlives the listing that it was.
    await market.record([
      { ...created, type: "offer_created", id: "O created", offer_id: "O" } as never,
    ]);
    expect((await readMarket(database, "kept.one"))?.state.last_floor).toBe("500");
  });

  it("of a running batch nothing is deleted", async () => {
    const batchId = randomUUID();
    await batches.store({
      batchId,
      ensemble: true,
      createdAt: new Date().toISOString(),
      traceparent: undefined,
      chunks: [[{ idx: 0, domain: "running.one" }], [{ idx: 1, domain: "running.two" }]],
      refused: [],
    });
    const one = outcome([], { batchId, values: [{ idx: 0, result: result("running.one") }] });
    await commitValues(database, [one]);
    await commitValues(database, [outcome(["running.one"])]);
    await retention.run(soon(), Date.now(), 10_000);
    expect(await batches.find(batchId)).toMatchObject({ status: "running", done: 1 });
    expect(await valuations.findByBatch(batchId, -1, 10, true)).toHaveLength(1);
  });

  it("an open dispute stays, a resolved one goes with its votes", async () => {
    const disputes = new DisputeRepository(database);
    const open = async (domain: string): Promise<string> =>
      (await disputes.open(domain, "too high", 2))?.dispute.dispute_id ?? "";
    const [kept, resolved] = [await open("open.one"), await open("resolved.one")];
    for (const id of [kept, resolved]) await disputes.vote(id, "anna");
    await disputes.resolve(resolved, "upheld");
    await retention.run(soon(), Date.now(), 10_000);
    expect(await disputes.find(resolved)).toBeUndefined();
    expect(await disputes.find(kept)).toMatchObject({ votes: 1 });
    expect(await countOf("dispute_votes")).toBe(1);
  });
});

it("without a retention only the minutes go that no window reaches", async () => {
  await market.record([
    trade("young.one"),
    trade("aged.one", { at: new Date(Date.now() - 26 * HOUR).toISOString() }),
  ]);
  const [events, trades] = [await countOf("events"), await countOf("trades")];
  await retention.run(undefined, Date.now(), 10_000);
  expect([await countOf("events"), await countOf("trades")]).toEqual([events, trades]);
  expect(await countOf("trade_minutes")).toBe(1);
  expect(
    (await loadMarketStates(database, ["young.one"], Date.now())).get("young.one")?.window?.count,
  ).toBe(1);
});

describe("a page of the log", () => {
  it("with a filter that leaves out nearly all reads a bounded part, and says where to go on", async () => {
    const log = new EventLogRepository(database);
    const { head } = await log.head();
    await database.run(
      "many events",
      `WITH h AS (UPDATE streams SET head = head + 120000 RETURNING head - 120000 AS base)
       INSERT INTO events (seq, eid, type, v, at, domain, data)
       SELECT h.base + n, 'many-' || n, CASE WHEN n = 119999 THEN 'dispute_vote' ELSE 'trade' END, 1, now(),
         CASE WHEN n % 60000 = 7 THEN 'rare.one' ELSE 'common.one' END, '{}' FROM h, generate_series(1, 120000) n`,
      [],
    );
    const query = { types: ["dispute_vote"] as const, domains: undefined, limit: 10 };
    let at = head;
    const pages: number[] = [];
    const found: number[] = [];
    while (at < head + 120_000) {
      const page = await log.read({ ...query, sinceSeq: at });
      pages.push(page.next_since_seq - at);
      found.push(...page.events.map(({ seq }) => seq));
      at = page.next_since_seq;
    }
    expect(pages).toEqual([50_000, 50_000, 20_000]);
    expect(found).toEqual([head + 119_999]);
    const rare = await log.read({
      types: undefined,
      domains: ["rare.one", "rare.one"],
      sinceSeq: head,
      limit: 10,
    });
    expect(rare.events.map(({ seq }) => seq)).toEqual([head + 7, head + 60_007]);
    expect(rare.next_since_seq).toBe(head + 120_000);
  });
});
