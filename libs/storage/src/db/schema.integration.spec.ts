import { createDatabase } from "#stack";
import { randomUUID } from "node:crypto";
import { CONNECTION_LIMITS } from "#postgres";
import type { Pool } from "pg";
import { DataSource } from "typeorm";

import { dataSourceOptions, openPool } from "./data-source.js";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

import { BatchRepository } from "../batches/batch.repository.js";
import { Database } from "./database.js";
import { loadMarketStates } from "../market/market-state.reader.js";
import { readMarket } from "../market/market.reader.js";
import { MarketRepository } from "../market/market.repository.js";
import { MovedDomainsRepository } from "../valuations/moved-domains.repository.js";
import { NO_RISK, trade, query } from "../test/given.js";
import { migrate } from "./migrate.js";
import { commitValues } from "../valuations/valuation-writer.js";

// Real: Postgres, a database of this spec's own that has nothing in it yet.
let url: string;
let database: Database;
beforeAll(async () => {
  url = await createDatabase(inject("databaseUrl"));
});
afterAll(() => database?.close());

it("four that migrate an empty database at once make its schema once", async () => {
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
  expect(applied.flat()).toEqual([
    "Initial1700000000001",
    "SalesBySuffix1700000000010",
    "Stream1700000000020",
    "ChunkStages1700000000030",
    "Market1700000000040",
    "Funds1700000000050",
    "KeyUsage1700000000060",
    "KeyWindows1700000000070",
    "UnlistedManifests1700000000100",
    "RequestKeys1700000000101",
    "InteractiveAt1700000000110",
    "MarketOwners1700000000120",
    "Owners1700000000121",
    "FiniteNumbers1700000000122",
    "Settings1700000000123",
    "Retention1700000000140",
    "VenueKind1700000000160",
  ]);
  database = await Database.open(url);
  expect(await query(database, "SELECT stream, head, oldest FROM streams")).toEqual([
    { stream: "market", head: "0", oldest: "1" },
  ]);
});

describe("the entities are what the migrations have made", () => {
  let source: DataSource;
  beforeAll(async () => {
    source = await new DataSource(dataSourceOptions(openPool(url, CONNECTION_LIMITS))).initialize();
  });
  afterAll(() => source?.destroy());

  it("every table has one, and each has its table", async () => {
    const tables = await query<{ name: string }>(
      database,
      `SELECT relname AS name FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migrations'`,
    );
    expect(source.entityMetadatas.map(({ tableName }) => tableName).toSorted()).toEqual(
      tables.map(({ name }) => name).toSorted(),
    );
  });

  it("columns: names, types, nullability, collations, defaults, and which are the key", async () => {
    for (const { tableName, columns } of source.entityMetadatas) {
      const found = await query<Record<string, unknown>>(
        database,
        `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
           CASE WHEN c.collname <> 'default' THEN c.collname END AS collation,
           a.atthasdef AND a.attgenerated = '' AS "hasDefault", coalesce(a.attnum = ANY (i.indkey), false) AS "isKey"
         FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
         LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
         WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped`,
        [tableName],
      );
      const byName = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
        String(a["name"]).localeCompare(String(b["name"]));
      expect(
        columns
          .map((column) => ({
            name: column.databaseName,
            type: `${column.type === "timestamptz" ? "timestamp with time zone" : String(column.type)}${column.isArray ? "[]" : ""}`,
            nullable: column.isNullable,
            collation: column.collation ?? null,
            hasDefault: column.default !== undefined,
            isKey: column.isPrimary,
          }))
          .toSorted(byName),
        tableName,
      ).toEqual(found.toSorted(byName));
    }
  });

  it("indexes: names, columns, uniqueness, and whether they are partial", async () => {
    for (const { tableName, indices } of source.entityMetadatas) {
      const indexed = await query<Record<string, unknown>>(
        database,
        `SELECT c.relname AS name, i.indisunique AS unique, i.indpred IS NOT NULL AS partial, array(
           SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.n) AS columns
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE i.indrelid = $1::regclass AND NOT i.indisprimary ORDER BY c.relname COLLATE "C"`,
        [tableName],
      );
      expect(
        indices
          .map(({ name, isUnique, where, columns: of }) => ({
            name,
            unique: isUnique,
            partial: where !== undefined,
            columns: of.map(({ databaseName }) => databaseName),
          }))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        tableName,
      ).toEqual(indexed);
    }
  });
});

describe("on tables that are known to be small", () => {
  // Of a table that was never counted Postgres assumes ten pages and takes an index; of one that it knows to be a
  // page it would read all of it, and keep to that plan.
  beforeAll(async () => {
    for (let index = 0; index < 3; index += 1) {
      const batchId = randomUUID();
      const domain = `small${index}.one`;
      const createdAt = new Date().toISOString();
      await new BatchRepository(database).store({
        batchId,
        ensemble: true,
        createdAt,
        traceparent: undefined,
        chunks: [[{ idx: 0, domain }]],
        refused: [],
      });
      await new MarketRepository(database, NO_RISK).record([trade(domain)]);
    }
    await query(database, "ANALYZE");
  });

  /** The plan that a connection keeps for a statement, by the name under which it was prepared there. */
  const keptPlan = async (pool: Pool, name: string): Promise<string> => {
    const prepared = await pool.query<{ types: string[]; generic: string }>(
      "SELECT parameter_types::text[] AS types, generic_plans::text AS generic FROM pg_prepared_statements WHERE name = $1",
      [name],
    );
    const [row] = prepared.rows;
    if (row === undefined) throw new Error(`No connection has prepared "${name}".`);
    expect(Number(row.generic), "plans kept").toBeGreaterThan(0);
    const nothing = row.types.map((type) => `NULL::${type}`).join(", ");
    const plan = await pool.query<{ "QUERY PLAN": string }>(
      `EXPLAIN EXECUTE "${name}"${row.types.length === 0 ? "" : `(${nothing})`}`,
    );
    return plan.rows.map((line) => line["QUERY PLAN"]).join("\n");
  };

  it("the statements keep plans that scan no table: they will be used when there are millions", async () => {
    // One connection, so that what it has prepared can be asked of it.
    const pool = openPool(url, CONNECTION_LIMITS);
    pool.options.max = 1;
    const single = await new DataSource(dataSourceOptions(pool)).initialize();
    const database = new Database(pool, single);
    try {
      await loadMarketStates(database, ["alpha.one"], Date.now());
      await commitValues(database, []);
      const batches = new BatchRepository(database);
      await batches.findOpenChunks(0, 1);
      await batches.findChunk("00000000-0000-7000-8000-000000000000", 0);
      const moved = new MovedDomainsRepository(database);
      await moved.claim(new Date(), 1);
      await moved.nextDue();
      await moved.isOverdue(new Date());
      await readMarket(database, "alpha.one");
      const created = { type: "listing_created", id: "plan", listing_id: "plan" } as const;
      const terms = {
        domain: "alpha.one",
        price: "1",
        currency: "USD",
        at: "2026-01-15T12:00:00Z",
      };
      await new MarketRepository(database, NO_RISK).record([
        trade("alpha.one"),
        { ...created, ...terms },
      ]);
      await new MarketRepository(database, NO_RISK).expireOrders(new Date());
      for (const name of [
        "load market states",
        "commit values",
        "find open chunks",
        "find chunk",
        "claim moved",
        "next moved",
        "overdue moved",
        "read market",
        "load known",
        "store trades",
        "store orders",
        "refresh trades",
        "refresh books",
        "due orders",
      ]) {
        const scanned = (await keptPlan(pool, name)).match(/Seq Scan on \w+/g) ?? [];
        expect(scanned, name).toEqual([]);
      }
    } finally {
      await single.destroy();
    }
  });
});
