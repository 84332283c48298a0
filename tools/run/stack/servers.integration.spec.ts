import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startChild } from "./child.js";
import { throwAwayFolder } from "./folders.js";
import { hostEnvironment } from "./host-environment.js";
import { createDatabase, type PostgresServer, startPostgres } from "./postgres.js";
import { isRunning } from "./process-info.js";
import { PROJECT_ROOT } from "./project-root.js";
import { startRedis } from "./redis.js";
import { waitFor } from "./wait-for.js";

// Real: the Postgres from npm, a redis-server if the machine has one, and their processes and files.
const folder = throwAwayFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row & object>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded Postgres", () => {
  const dataDir = path.join(folder, "postgres");
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ dataDir });
    await query(server.url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)");
  });
  afterAll(() => server?.stop());
  const kept = () => query<{ n: number }>(server.url, "SELECT n FROM kept");

  it("writes to the disk before it says so, and asks for the password", async () => {
    const sql =
      "SELECT name, setting FROM pg_settings WHERE name = ANY('{fsync,synchronous_commit}')";
    const settings = await query<{ setting: string }>(server.url, sql);
    expect(settings.map(({ setting }) => setting)).toEqual(["on", "on"]);
    const wrong = new URL(server.url);
    wrong.password = "guessed";
    await expect(query(wrong.href, "SELECT 1")).rejects.toThrow(/password/);
  });

  it("keeps its data and its password from one start to the next", async () => {
    await server.stop();
    const again = await startPostgres({ dataDir, port: server.port });
    expect(again.url).toBe(server.url);
    server = again;
    expect(await kept()).toEqual([{ n: 1 }]);
  });

  it("restarts at once after a SIGKILL", async () => {
    await server.process.kill();
    await server.start();
    expect(await kept()).toEqual([{ n: 1 }]);
  });

  it("is not kept from starting by a pid file whose id belongs to another process", async () => {
    await server.stop();
    const stale = `${process.pid}\n${dataDir}/cluster\n1\n${server.port}\n\n127.0.0.1\n  1 1\nready   \n`;
    writeFileSync(path.join(dataDir, "cluster", "postmaster.pid"), stale);
    await server.start();
    expect(await kept()).toEqual([{ n: 1 }]);
  });

  it("replaces a server that an earlier run left behind", async () => {
    const left = server.process;
    server = await startPostgres({ dataDir });
    expect(left.exit).toBeDefined();
    expect(await kept()).toEqual([{ n: 1 }]);
  });

  it("gives each caller of createDatabase an empty database of its own", async () => {
    const [one, two] = await Promise.all([createDatabase(server.url), createDatabase(server.url)]);
    expect(one).not.toBe(two);
    expect(await query(one, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  });
});

it("a child and a folder go when their starter is killed", async () => {
  const built = path.join(PROJECT_ROOT, "dist", "tools", "run", "stack", "index.js");
  const script = `
    import { guardPath, startChild, throwAwayFolder } from ${JSON.stringify(built)};
    const folder = throwAwayFolder();
    guardPath(folder);
    const args = ["-e", "setInterval(() => {}, 1000)"];
    const child = await startChild({ name: "x", command: process.execPath, args, cwd: folder, env: {} });
    console.log(JSON.stringify({ pid: child.pid, folder }));
    setInterval(() => {}, 1000);`;
  const starter = await startChild({
    name: "starter",
    command: process.execPath,
    args: ["--input-type=module", "-e", script],
    cwd: PROJECT_ROOT,
    env: hostEnvironment(),
  });
  const line = await waitFor(() => /^\{.*\}$/m.exec(starter.output)?.[0], {
    timeoutMs: 10_000,
    what: "the starter's child",
  });
  const { pid, folder: guarded } = JSON.parse(line) as { pid: number; folder: string };
  expect([isRunning(pid), existsSync(guarded)]).toEqual([true, true]);

  await starter.kill();
  await waitFor(() => !isRunning(pid) && !existsSync(guarded), {
    timeoutMs: 10_000,
    what: "the child and the folder to be gone",
  });
});

it("Redis starts on a free port, keeps its data, and restarts on the same port", async ({
  skip,
}) => {
  const redis = await startRedis({ dir: path.join(folder, "redis"), appendonly: true });
  if (!redis) {
    skip("no redis-server on the PATH");
    return;
  }
  const { port } = redis;
  await redis.stop();
  expect(redis.process.exit).toBeDefined();
  await redis.start();
  expect(redis.port).toBe(port);
  expect(existsSync(path.join(folder, "redis", "appendonlydir"))).toBe(true);
  await redis.stop();
});
