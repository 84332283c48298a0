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
