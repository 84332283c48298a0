import { MIGRATION_LIMITS } from "#postgres";
import type pg from "pg";
import { DataSource } from "typeorm";
import { setTimeout as sleep } from "node:timers/promises";

import { dataSourceOptions, openPool } from "./data-source.js";
import { isLockTimeout } from "./errors.js";

/** Number of the advisory lock by which processes that start together migrate one at a time. */
const MIGRATION_LOCK = 7_227_001;
/** Poll interval of the lock: a statement that waited for it would hold a snapshot. */
const ASK_AGAIN_MS = 250;
/**
 * While a schema change waits for its lock, all queries on the table queue behind it: it gives up soon and retries
 * later, for at most ten minutes.
 */
const TRY_AGAIN_MS = 2_000;
const MAX_TRIES = 150;

/**
 * Brings the schema of a database up to date. Safe to run again, and by several at once: the others wait for the first,
 * for as long as it takes. A statement may take as long as it needs; planner settings are Postgres' own.
 * @returns the names of the migrations that were applied
 */
export const migrate = async (databaseUrl: string): Promise<string[]> => {
  const pool = openPool(databaseUrl, MIGRATION_LIMITS, {});
  const source = new DataSource(dataSourceOptions(pool));
  try {
    await source.initialize();
    const lock = await pool.connect();
    lock.on("error", () => undefined);
    try {
      while (!(await isLocked(lock))) await sleep(ASK_AGAIN_MS);
      return await applyAll(source);
    } finally {
      // The lock ends with its connection.
      lock.release(true);
    }
  } finally {
    if (source.isInitialized) await source.destroy();
    else await pool.end();
  }
};

const isLocked = async (client: pg.PoolClient): Promise<boolean> => {
  const { rows } = await client.query<{ isLocked: boolean }>(
    `SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS "isLocked"`,
  );
  return rows[0]?.isLocked === true;
};

/** Each migration is its own transaction: if one fails to get a lock, those before it stay applied. */
const applyAll = async (source: DataSource): Promise<string[]> => {
  const before = new Set(await executed(source));
  for (let tries = 1; ; tries += 1) {
    try {
      await source.runMigrations();
      return (await executed(source)).filter((name) => !before.has(name));
    } catch (error) {
      if (!isLockTimeout(error) || tries === MAX_TRIES) throw error;
      await sleep(TRY_AGAIN_MS);
    }
  }
};

const executed = async (source: DataSource): Promise<string[]> => {
  const [table] = await source.query<{ name: string | null }[]>(
    "SELECT to_regclass('migrations')::text AS name",
  );
  if (table?.name == null) return [];
  const rows = await source.query<{ name: string }[]>("SELECT name FROM migrations ORDER BY id");
  return rows.map(({ name }) => name);
};
