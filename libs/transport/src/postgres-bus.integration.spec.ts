import { waitFor } from "#stack";
import pg from "pg";
import { afterEach, it, vi } from "vitest";

import { ownDatabase } from "../../../test/support/database.js";
import { PostgresBus } from "./postgres-bus.js";

/** The way in which the bus calls it, of several. */
type Connect = (this: pg.Client) => Promise<pg.Client>;

// Real: Postgres. Held back: the moment at which a new connection is made.
afterEach(() => vi.restoreAllMocks());

it("leaves no connection behind when it is closed while it connects again", async () => {
  const databaseUrl = await ownDatabase();
  const bus = await PostgresBus.open(databaseUrl);
  await bus.subscribe("test", () => undefined);
  const watcher = new pg.Client(databaseUrl);
  await watcher.connect();
  const others = async (): Promise<number> => {
    const { rows } = await watcher.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    return rows[0]?.count ?? 0;
  };
  // The connection that migrated this database may still be on its way out.
  await waitFor(async () => (await others()) === 1, {
    timeoutMs: 5_000,
    what: "the bus's connection to be the only one",
  });

  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const connect = Reflect.get<object, "connect">(pg.Client.prototype, "connect") as Connect;
  const held = vi.spyOn(pg.Client.prototype as { connect: Connect }, "connect");
  held.mockImplementation(async function (this: pg.Client) {
    await gate;
    return connect.call(this);
  });
  await watcher.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await waitFor(() => held.mock.calls.length > 0, { timeoutMs: 5_000, what: "another try" });
  const connecting = held.mock.results[0]?.value as Promise<pg.Client>;
  await bus.close();
  open();
  await connecting;
  await waitFor(async () => (await others()) === 0, {
    timeoutMs: 5_000,
    what: "the new connection to be ended",
  });
  await watcher.end();
});
