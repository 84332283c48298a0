import { startPostgres, throwAwayFolder, waitFor, type PostgresServer } from "#stack";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import type { DataSource, EntityManager } from "typeorm";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";

import { BatchRepository } from "../batches/batch.repository.js";
import { openDataSource } from "./data-source.js";
import { Database, runWithin } from "./database.js";
import { StorageUnavailableError } from "./errors.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { loadMarketStates } from "../market/market-state.reader.js";
import { DisputeRepository } from "../decisions/dispute.repository.js";
import { readMarket } from "../market/market.reader.js";
import { MarketRepository } from "../market/market.repository.js";
import { MovedDomainsRepository } from "../valuations/moved-domains.repository.js";
import { OverrideRepository } from "../decisions/override.repository.js";
import { trade } from "../test/given.js";
import { migrate } from "./migrate.js";
import { withStreamHead } from "../log/stream-head.js";
import { commitValues } from "../valuations/valuation-writer.js";
import { ValuationRepository } from "../valuations/valuation.repository.js";

// Real: a Postgres of this spec's own, that goes away and comes back.
const folder = throwAwayFolder();
let server: PostgresServer;
let source: DataSource;
beforeAll(async () => {
  server = await startPostgres({ dataDir: path.join(folder, "postgres") });
  await migrate(server.url);
  source = await openDataSource(server.url);
});
afterAll(async () => {
  await source?.destroy();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Everything that an app asks of the storage, by name. */
const calls = (): Record<string, () => Promise<unknown>> => {
  const database = new Database(source);
  const batches = new BatchRepository(source, database);
  const valuations = new ValuationRepository(source, database);
  const market = new MarketRepository(source);
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
    "expire overrides": () => new OverrideRepository(source, database).expire(at),
    "find dispute": () => new DisputeRepository(source, database).find(batchId),
  };
};

it("everything says that the database is away, soon and by the same class, and works once it is back", async () => {
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

it("a transaction whose connection is cut says that the database is away, and leaves nothing behind", async () => {
  const market = new MarketRepository(source);
  const log = new EventLogRepository(new Database(source));
  const { head } = await log.head();
  const holder = source.createQueryRunner();
  await holder.startTransaction();
  await holder.query("SELECT head FROM streams FOR UPDATE");
  const recording = market
    .record([trade("cut.one", { id: "cut" })])
    .catch((error: unknown) => error);
  await waitFor(
    async () => {
      const cut = await source.query<unknown[]>(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return cut.length > 0;
    },
    { timeoutMs: 5_000, what: "the transaction to wait, and be cut" },
  );
  expect(await recording).toBeInstanceOf(StorageUnavailableError);
  await holder.rollbackTransaction();
  await holder.release();
  expect((await log.head()).head).toBe(head);
  expect(await source.query("SELECT 1 FROM trades WHERE trade_id = 'cut'")).toEqual([]);
});

/** A transaction whose connection is gone between two of its statements. */
const brokenBetween = (next: (manager: EntityManager) => Promise<unknown>): Promise<unknown> =>
  withStreamHead(source, async (manager) => {
    const [own] = await manager.query<{ pid: number }[]>("SELECT pg_backend_pid() AS pid");
    await source.query("SELECT pg_terminate_backend($1)", [own?.pid]);
    await waitFor(() => manager.queryRunner?.isReleased, {
      timeoutMs: 5_000,
      what: "the connection to be gone",
    });
    return next(manager);
  });

it.each<[string, (manager: EntityManager) => Promise<unknown>]>([
  ["a statement", (manager) => manager.query("SELECT 1")],
  ["a prepared one", (manager) => runWithin(manager, "select one", "SELECT 1", [])],
  ["the commit", () => Promise.resolve()],
])(
  "a connection that breaks between two statements, before %s, is told as such",
  async (_, next) => {
    await expect(brokenBetween(next)).rejects.toThrow(StorageUnavailableError);
    expect(await source.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  },
);
