import { waitFor } from "#stack";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { migrate } from "./migrate.js";

// Real: Postgres, a database of each test's own.
const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
};

it("waits for another that migrates, for longer than any lock may be waited for", async () => {
  const url = await ownDatabase();
  const other = await connect(url);
  await other.query("SELECT pg_advisory_lock(7227001)");
  let isDone = false;
  const migrating = migrate(url).finally(() => {
    isDone = true;
  });
  await sleep(3_000);
  expect(isDone).toBe(false);
  await other.query("SELECT pg_advisory_unlock(7227001)");
  expect(await migrating).toEqual([]);
});

it("gives up a lock that it does not get, so that others pass, and asks for it again", async () => {
  const url = await ownDatabase();
  const reader = await connect(url);
  // As the schema was one migration ago.
  await reader.query("ALTER TABLE trades DROP COLUMN venue_kind");
  await reader.query("DELETE FROM migrations WHERE name = 'VenueKind1700000000160'");
  await reader.query("BEGIN; SELECT count(*) FROM trades");
  const watcher = await connect(url);
  const isWaiting = async (): Promise<boolean> => {
    const { rows } = await watcher.query(
      "SELECT FROM pg_locks WHERE NOT granted AND relation = 'trades'::regclass",
    );
    return rows.length > 0;
  };
  let failure: unknown;
  const migrating = migrate(url).catch((error: unknown) => {
    failure = error;
  });
  const until = (wanted: boolean, what: string): Promise<unknown> =>
    waitFor(async () => failure !== undefined || (await isWaiting()) === wanted, {
      timeoutMs: 20_000,
      pollMs: 20,
      what,
    });
  await until(true, "the migration to wait for its lock");
  await until(false, "the migration to give it up");
  await until(true, "the migration to ask for it again");
  await reader.query("COMMIT");
  expect(await migrating).toEqual(["VenueKind1700000000160"]);
  expect(failure).toBeUndefined();
  expect(await migrate(url)).toEqual([]);
});
