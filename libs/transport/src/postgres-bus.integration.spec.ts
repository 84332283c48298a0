import { waitFor } from "#stack";
import pg from "pg";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";

import { ownDatabase } from "../../../test/support/database.js";
import { openSilentProxy } from "../../../test/support/silent-proxy.js";
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
    timeoutMs: 20_000,
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
  await waitFor(() => held.mock.calls.length > 0, { timeoutMs: 20_000, what: "another try" });
  const connecting = held.mock.results[0]?.value as Promise<pg.Client>;
  await bus.close();
  open();
  await connecting;
  await waitFor(async () => (await others()) === 0, {
    timeoutMs: 20_000,
    what: "the new connection to be ended",
  });
  await watcher.end();
});

describe("a connection that has gone silent without being closed", () => {
  const silenced = async (forAll: boolean) => {
    const databaseUrl = new URL(await ownDatabase());
    const proxy = await openSilentProxy(Number(databaseUrl.port));
    const direct = await PostgresBus.open(databaseUrl.href);
    databaseUrl.port = String(proxy.port);
    const bus = await PostgresBus.open(databaseUrl.href);
    onTestFinished(async () => {
      proxy.speak();
      await Promise.all([bus.close(), direct.close()]);
      await proxy.close();
    });
    const heard: (string | undefined)[] = [];
    await bus.subscribe("test", (message) => heard.push(message));
    await direct.publish({ channel: "test", payload: "before" });
    await waitFor(() => heard.includes("before"), { timeoutMs: 20_000, what: "the first message" });
    heard.length = 0;
    proxy.goSilent(forAll);
    return { bus, direct, proxy, heard };
  };
  const isReady = (bus: PostgresBus): Promise<boolean> =>
    bus.ping().then(
      () => true,
      () => false,
    );

  it("is replaced within seconds, and its listeners are notified to read for themselves", async () => {
    const { direct, heard } = await silenced(false);
    await waitFor(() => heard.includes(undefined), { timeoutMs: 30_000, what: "a new connection" });
    await direct.publish({ channel: "test", payload: "after" });
    await waitFor(() => heard.includes("after"), { timeoutMs: 20_000, what: "messages again" });
  });

  it("is reported while none can take its place, and replaced once one can", async () => {
    const { bus, proxy, heard } = await silenced(true);
    const problem = async (): Promise<string> => {
      const error = await bus.ping().catch((thrown: unknown) => thrown);
      return error instanceof Error ? error.message : "";
    };
    await waitFor(async () => (await problem()).includes("does not listen"), {
      timeoutMs: 30_000,
      what: "the bus to report that it does not listen",
    });
    expect(heard).toEqual([]);
    proxy.speak();
    await waitFor(() => heard.includes(undefined), { timeoutMs: 30_000, what: "a new connection" });
    await waitFor(() => isReady(bus), { timeoutMs: 30_000, what: "the bus to be ready" });
  });
});
