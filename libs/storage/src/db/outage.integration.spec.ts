import { startPostgres, throwAwayFolder, waitFor, type PostgresServer } from "#stack";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";

import { BatchRepository } from "../batches/batch.repository.js";
import { Database, type Transaction } from "./database.js";
import { StorageUnavailableError } from "./errors.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { loadMarketStates } from "../market/market-state.reader.js";
import { DisputeRepository } from "../decisions/dispute.repository.js";
import { readMarket } from "../market/market.reader.js";
import { MarketRepository } from "../market/market.repository.js";
import { MovedDomainsRepository } from "../valuations/moved-domains.repository.js";
import { OverrideRepository } from "../decisions/override.repository.js";
import { NO_RISK, trade, query } from "../test/given.js";
import { migrate } from "./migrate.js";
import { withStreamHead } from "../log/stream-head.js";
import { commitValues } from "../valuations/valuation-writer.js";
import { ValuationRepository } from "../valuations/valuation.repository.js";

// Real: a Postgres of this spec's own, that goes away and comes back.
const folder = throwAwayFolder();
let server: PostgresServer;
let database: Database;
beforeAll(async () => {
  server = await startPostgres({ dataDir: path.join(folder, "postgres") });
  await migrate(server.url);
  database = await Database.open(server.url);
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Everything that an app asks of the storage, by name. */
const calls = (): Record<string, () => Promise<unknown>> => {
  const batches = new BatchRepository(database);
  const valuations = new ValuationRepository(database);
  const market = new MarketRepository(database, NO_RISK);
  const log = new EventLogRepository(database);
  const batchId = randomUUID();
  const at = new Date();
  const chunks = [[{ idx: 0, domain: "away.one" }]];
  const createdAt = at.toISOString();
  return {
    ping: () => database.ping(),
    "commit values": () => commitValues(database, []),
    "load market states": () => loadMarketStates(database, ["away.one"], Date.now()),
    "store batch": () =>
      batches.store({
        batchId,
        ensemble: true,
        createdAt,
        traceparent: undefined,
        chunks,
        refused: [],
      }),
    "find batch": () => batches.find(batchId),
    "cancel batch": () => batches.cancel(batchId),
    "find open chunks": () => batches.findOpenChunks(0, 1),
    "claim key": () => batches.claimKey(randomUUID(), "print", batchId),
    "batch results": () => valuations.findByBatch(batchId, -1, 1, false),
    latest: () => valuations.findLatest("away.one"),
    history: () => valuations.findHistory("away.one", undefined, 1),
    "read events": () => log.read({ sinceSeq: 0, types: undefined, domains: undefined, limit: 1 }),
    "record market events": () => market.record([trade("away.one")]),
    "expire orders": () => market.expireOrders(at),
    "read market": () => readMarket(database, "away.one"),
    "claim moved": () => new MovedDomainsRepository(database).claim(at, 1),
    "expire overrides": () => new OverrideRepository(database).expire(),
    "find dispute": () => new DisputeRepository(database).find(batchId),
  };
};

it("everything reports soon that the database is unavailable, by the same class, and recovers", async () => {
  for (const [name, call] of Object.entries(calls()))
    await expect(call(), name).resolves.not.toThrow();
  await server.stop();
  onTestFinished(() => server.start());
  const said = Object.fromEntries(
    await Promise.all(
      Object.entries(calls()).map(async ([name, call]) => {
        const askedMs = performance.now();
        const error = await call().catch((thrown: unknown) => thrown);
        expect(performance.now() - askedMs, name).toBeLessThan(5_000);
        return [name, error instanceof Error ? error.name : "no error"] as const;
      }),
    ),
  );
  expect(said).toEqual(
    Object.fromEntries(Object.keys(calls()).map((name) => [name, "StorageUnavailableError"])),
  );
  await server.start();
  for (const [name, call] of Object.entries(calls()))
    await waitFor(
      () =>
        call().then(
          () => true,
          (error: unknown) => {
            if (error instanceof StorageUnavailableError) return false;
            throw error;
          },
        ),
      { timeoutMs: 20_000, what: `"${name}" to work again`, pollMs: 100 },
    );
});

it("a transaction whose connection is cut reports that the database is unavailable, and is rolled back", async () => {
  const market = new MarketRepository(database, NO_RISK);
  const log = new EventLogRepository(database);
  const { head } = await log.head();
  const holder = new pg.Client(server.url);
  await holder.connect();
  await holder.query("BEGIN; SELECT head FROM streams FOR UPDATE");
  const recording = market
    .record([trade("cut.one", { id: "cut" })])
    .catch((error: unknown) => error);
  await waitFor(
    async () => {
      const cut = await query(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return cut.length > 0;
    },
    { timeoutMs: 20_000, what: "the transaction to wait, and be cut" },
  );
  expect(await recording).toBeInstanceOf(StorageUnavailableError);
  await holder.end();
  expect((await log.head()).head).toBe(head);
  expect(await query(database, "SELECT 1 FROM trades WHERE trade_id = 'cut'")).toEqual([]);
});

/** A transaction whose connection is gone between two of its statements. */
const brokenBetween = (next: (transaction: Transaction) => Promise<unknown>): Promise<unknown> =>
  withStreamHead(database, async (transaction) => {
    const [own] = await query<{ pid: number }>(transaction, "SELECT pg_backend_pid() AS pid");
    await query(database, "SELECT pg_terminate_backend($1)", [own?.pid]);
    await waitFor(
      async () =>
        (await query(database, "SELECT FROM pg_stat_activity WHERE pid = $1", [own?.pid]))
          .length === 0,
      { timeoutMs: 20_000, what: "the connection to be gone" },
    );
    return next(transaction);
  });

it.each<[string, (transaction: Transaction) => Promise<unknown>, string]>([
  [
    "a statement",
    (transaction) => transaction.run("select one", "SELECT 1", []),
    "StorageUnavailableError",
  ],
  // Nobody can know whether it was the commit that was the last to get through.
  ["the commit", () => Promise.resolve(), "OutcomeUnknownError"],
])(
  "a connection that breaks between two statements, before %s, is reported as such",
  async (_, next, name) => {
    await expect(brokenBetween(next)).rejects.toMatchObject({ name });
    expect(await query(database, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  },
);

it("a primary that has become read-only is reported as unavailable; its connections are left, and those of the next are used", async () => {
  const store = (): Promise<void> =>
    new BatchRepository(database).store({
      batchId: randomUUID(),
      ensemble: true,
      createdAt: new Date().toISOString(),
      traceparent: undefined,
      chunks: [[{ idx: 0, domain: "standby.one" }]],
      refused: [],
    });
  const pids = async (): Promise<number[]> =>
    (
      await query<{ pid: number }>(
        database,
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'",
      )
    ).map(({ pid }) => pid);
  await store();
  const admin = new pg.Client(server.url);
  await admin.connect();
  onTestFinished(() => admin.end());
  // Sessions that begin from now on are as on a standby.
  await admin.query("ALTER DATABASE assay SET default_transaction_read_only = on");
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await waitFor(async () => (await database.ping().catch(() => "away")) === undefined, {
    timeoutMs: 20_000,
    what: "new connections",
  });
  const before = await pids();
  await expect(store()).rejects.toMatchObject({ name: "StorageUnavailableError" });
  await expect(withStreamHead(database, () => Promise.resolve())).rejects.toMatchObject({
    name: "StorageUnavailableError",
  });
  await admin.query("SET default_transaction_read_only = off");
  await admin.query("ALTER DATABASE assay RESET default_transaction_read_only");
  // Those that met the standby are closed: the pool makes new ones, which reach the present primary.
  for (let call = 0; call < 10; call += 1) await store().catch(() => undefined);
  await store();
  expect((await pids()).filter((pid) => before.includes(pid)).length).toBeLessThan(before.length);
});

it("a statement that was prepared before a migration changed its table works on, on a new connection", async () => {
  await query(database, "CREATE TABLE changing (a integer)");
  await query(database, "SELECT * FROM changing");
  await query(database, "ALTER TABLE changing ADD COLUMN b integer");
  const tries: string[] = [];
  await waitFor(
    async () => {
      const outcome = await query(database, "SELECT * FROM changing").catch(
        (error: unknown) => error,
      );
      tries.push(outcome instanceof Error ? outcome.name : "answered");
      return !(outcome instanceof Error);
    },
    { timeoutMs: 20_000, what: "the statement to work" },
  );
  const allowed = new Set(["answered", "StorageUnavailableError", "OutcomeUnknownError"]);
  expect(tries.filter((name) => !allowed.has(name))).toEqual([]);
});
