import { type FundChange, type StoredFund } from "#market-rules";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { FundHistoryRepository } from "./fund-history.repository.js";
import { FundRepository } from "./fund.repository.js";
import { KeyReusedError } from "../keys/request-key.js";
import { outcome, result } from "../test/given.js";
import { commitValues } from "../valuations/valuation-writer.js";

// Real: Postgres, a database of this spec's own. What funds are worth is made up here: the mathematics has its own specs.
let database: Database;
let funds: FundRepository;
let history: FundHistoryRepository;
let log: EventLogRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  funds = new FundRepository(database);
  history = new FundHistoryRepository(database);
  log = new EventLogRepository(database);
});
afterAll(() => database?.close());

const START = Date.parse("2026-01-15T12:00:00.000Z");

const value = (domains: readonly string[], amount = "10.00") =>
  commitValues(database, [
    outcome([], {
      values: domains.map((domain, idx) => ({ idx, result: result(domain, amount) })),
    }),
  ]);

/** As a fund of one currency that never earns a fee would be changed. */
const changeTo = (
  fund: StoredFund,
  shares: string,
  atMs: number,
  more: Partial<FundChange> = {},
): FundChange => ({
  fund,
  state: { ...fund.state, shares, accruedUntilMs: atMs },
  nav: String(Number(fund.basket) * Number(fund.state.baskets)),
  navPerShare: "1",
  isSnapshot: false,
  traceparent: undefined,
  ...more,
});

const flowOf = (kind: "issue" | "redemption", symbol: string, shares: string) => ({
  flow_id: randomUUID(),
  symbol,
  kind,
  shares,
  amount: "1.00",
  currency: "USD",
  amount_per_share: "1",
  at: new Date(START).toISOString(),
});

const newKey = () => ({ key: randomUUID(), fingerprint: "one" });

const createFund = async (symbol: string, domains: readonly string[]): Promise<number> => {
  const outcome = await funds.create(
    () => ({
      name: undefined,
      positions: domains.map((domain) => ({ domain, weightBps: 1, units: "2.5" })),
      state: {
        symbol,
        currency: "USD",
        managementFeeBps: 0,
        performanceFeeBps: 0,
        shares: "100",
        baskets: "1",
        cash: "0",
        accruedManagement: "0",
        accruedPerformance: "0",
        feesPaid: "0",
        highWaterMark: "1",
        distributedPerShare: "0",
        accruedUntilMs: START,
      },
    }),
    (fund) => changeTo(fund, "100", START, { isSnapshot: true }),
  );
  if (outcome.kind === "taken") throw new Error(`${symbol} is taken`);
  return (await log.head()).head;
};

const eventsSince = async (sinceSeq: number) =>
  (
    await log.read({
      sinceSeq,
      types: undefined,
      domains: undefined,
      limit: 1_000,
    })
  ).events;

it("a fund is there with its positions, its first NAV and its event, or not at all", async () => {
  await value(["a.one", "b.one"]);
  const { head } = await log.head();
  await createFund("FIRST", ["a.one", "b.one"]);
  expect(await history.find("FIRST")).toMatchObject({
    fund: { nav: "50", state: { symbol: "FIRST", shares: "100" } },
    positions: [
      { domain: "a.one", units: "2.5", value: "10.00" },
      { domain: "b.one", units: "2.5", value: "10.00" },
    ],
  });
  expect((await eventsSince(head)).map(({ type, data }) => [type, data["fund_id"]])).toEqual([
    ["nav_update", "FIRST"],
  ]);
  expect(await history.points("FIRST", { sinceMs: 0, beforeMs: START + 1 }, 10)).toHaveLength(1);
  await expect(createFund("FIRST", ["a.one"])).rejects.toThrow("is taken");
});

it("two that redeem the same shares at once: one succeeds, the other gets the remaining number", async () => {
  await value(["c.one"]);
  await createFund("RACE", ["c.one"]);
  const redeem = () =>
    funds.flow("RACE", newKey(), (fund) => {
      const left = Number(fund.state.shares) - 60;
      if (left < 0) throw new RangeError("too many");
      return { ...changeTo(fund, String(left), START), flow: flowOf("redemption", "RACE", "60") };
    });
  const outcomes = await Promise.allSettled([redeem(), redeem()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await history.find("RACE"))?.fund.state.shares).toBe("40");
});

it("a flow of one key is done once, however often and from how many sides it is asked for", async () => {
  const { head } = await log.head();
  const ask = (fingerprint: string) =>
    funds.flow("RACE", { key: "k-1", fingerprint }, (fund) => ({
      ...changeTo(fund, String(Number(fund.state.shares) + 1), START),
      flow: flowOf("issue", "RACE", "1"),
    }));
  const outcomes = await Promise.all([ask("same"), ask("same"), ask("same")]);
  expect(outcomes.filter((each) => each.kind === "done" && each.isNew)).toHaveLength(1);
  const ids = outcomes.map((each) => (each.kind === "no such fund" ? "" : each.flow.flow_id));
  expect(new Set(ids).size).toBe(1);
  await expect(ask("other")).rejects.toBeInstanceOf(KeyReusedError);
  expect((await eventsSince(head)).map(({ type }) => type)).toEqual(["etf_flow", "nav_update"]);
  expect((await history.find("RACE"))?.fund.state.shares).toBe("41");
  expect(await funds.flow("NONE", newKey(), () => expect.fail())).toEqual({
    kind: "no such fund",
  });
});

it("a fund that was changed since it was read is left as it is, with its event", async () => {
  const stale = (await funds.findOpen("")).find(({ state }) => state.symbol === "RACE");
  if (stale === undefined) throw new Error("RACE is open");
  await funds.commit([changeTo(stale, "42", START + 1)]);
  const { head } = await log.head();
  expect(await funds.commit([changeTo(stale, "1", START + 2)])).toBe(0);
  expect((await log.head()).head).toBe(head);
  expect((await history.find("RACE"))?.fund.state.shares).toBe("42");
});

it("100 funds of 50 positions are due when a value moved, and recomputed in a constant number of round trips", async () => {
  const domains = Array.from({ length: 200 }, (_, index) => `held${index}.one`);
  await value(domains);
  for (let index = 0; index < 100; index += 1) {
    const held = Array.from({ length: 50 }, (_, at) => domains[(index + at * 4) % 200] ?? "");
    await createFund(`F${index}`, held);
  }
  const ofThese = (found: readonly StoredFund[]) =>
    found.filter(({ state }) => state.symbol.startsWith("F") && state.symbol !== "FIRST");
  expect(ofThese(await funds.findDue(new Date(START)))).toEqual([]);
  await value([domains[0] ?? ""], "20.00");
  expect(ofThese(await funds.findDue(new Date(START))).length).toBe(25);
  expect(ofThese(await funds.findDue(new Date(START + 1))).length).toBe(100);

  const { head } = await log.head();
  const query = vi.spyOn(pg.Client.prototype, "query");
  const found = ofThese(await funds.findDue(new Date(START + 1)));
  const done = await funds.commit(
    found.map((fund) => changeTo(fund, "100", START + 1_000, { isSnapshot: true })),
  );
  // To find them, and then BEGIN, the head, the statement and COMMIT.
  expect(query).toHaveBeenCalledTimes(5);
  query.mockRestore();
  expect(done).toBe(100);
  const events = await eventsSince(head);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => head + 1 + index));
  expect(new Set(events.map(({ eid }) => eid)).size).toBe(100);
  expect(ofThese(await funds.findDue(new Date(START + 1)))).toEqual([]);
  expect((await history.find("F0"))?.fund.nav).toBe("1275");
});

it("paid fees are events, with the time that they are of; zero fees are none", async () => {
  const { head } = await log.head();
  const [fund] = await funds.findOpen("RAC");
  if (fund === undefined) throw new Error("there is one");
  await funds.commit([
    changeTo(fund, "41", START + 60_000, { fees: { management: "1.25", performance: "0" } }),
  ]);
  expect(await eventsSince(head)).toMatchObject([
    {
      type: "fee_accrual",
      data: {
        kind: "management",
        amount: "1.25",
        period_start: "2026-01-15T12:00:00.000Z",
        period_end: "2026-01-15T12:01:00.000Z",
      },
    },
    { type: "nav_update" },
  ]);
  const [next] = await funds.findOpen("RAC");
  if (next === undefined) throw new Error("there is one");
  expect(next.feesPaidAt).toEqual(new Date(START + 60_000));
  await funds.commit([
    changeTo(next, "41", START + 90_000, { fees: { management: "0", performance: "0" } }),
  ]);
  expect((await funds.findOpen("RAC"))[0]?.feesPaidAt).toEqual(next.feesPaidAt);
});

it("points of the history are paged newest first, and deleted by age", async () => {
  const all = await history.points("F1", { sinceMs: 0, beforeMs: START + 10_000 }, 10);
  expect(all.map(({ at }) => Date.parse(at))).toEqual([START + 1_000, START]);
  expect(await history.prune(new Date(START + 500))).toBe(102);
  expect(await history.points("F1", { sinceMs: 0, beforeMs: START + 10_000 }, 10)).toEqual([
    all[0],
  ]);
});
