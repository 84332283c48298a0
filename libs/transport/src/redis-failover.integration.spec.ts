import {
  freePort,
  hostEnvironment,
  startChild,
  startRedis,
  throwAwayFolder,
  waitFor,
  type RedisServer,
} from "#stack";
import { Redis } from "ioredis";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, inject, it, onTestFinished } from "vitest";

import { openGate, type Gate } from "../../../tools/prove/drill/gate.js";
import { RedisBus } from "./redis-bus.js";
import type { TransportBackend } from "./technology.js";
import { forgetRuns, openClient, startServer, type TestClient } from "./test/harness.js";

// Real: a primary, its replica, sentinels, and a proxy that goes silent instead of closing.
afterEach(forgetRuns);

const redisServer = async (): Promise<RedisServer> => {
  const server = await startRedis({ dir: throwAwayFolder() });
  if (server === undefined) throw new Error("There is no redis-server.");
  onTestFinished(() => server.stop());
  return server;
};
const command = async (server: RedisServer, ...args: string[]): Promise<void> => {
  const redis = new Redis(server.url);
  await redis.call(args[0]!, ...args.slice(1));
  redis.disconnect();
};
const primaryAndReplica = async (): Promise<[primary: RedisServer, replica: RedisServer]> => {
  const [primary, replica] = await Promise.all([redisServer(), redisServer()]);
  await command(replica, "REPLICAOF", "127.0.0.1", String(primary.port));
  return [primary, replica];
};
const gateTo = async ({ port }: RedisServer): Promise<Gate> => {
  const gate = await openGate(port);
  onTestFinished(() => gate.shut());
  return gate;
};
const clientAndWorker = async (redisUrl: string): Promise<TestClient> => {
  const backend: TransportBackend = { kind: "redis", redisUrl };
  const { app } = await startServer(backend);
  await app.listen();
  const client = openClient(backend);
  onTestFinished(async () => {
    await client.close();
    await app.close();
  });
  return client;
};
const answersAgain = (client: TestClient, timeoutMs: number): Promise<unknown> =>
  waitFor(
    async () => {
      const answer = await client
        .request("echo", { key: "failover", text: "again" }, { timeoutMs: 2_000 })
        .catch(() => undefined);
      return answer !== undefined;
    },
    { timeoutMs, what: "a job to be answered again" },
  );

describe.skipIf(inject("redisUrl") === undefined)("Redis", () => {
  it("goes on with the new primary when the old one has become a replica", async () => {
    const [primary, replica] = await primaryAndReplica();
    const gate = await gateTo(primary);
    const client = await clientAndWorker(`redis://127.0.0.1:${gate.port}`);
    expect(await client.request("echo", { key: "before", text: "a" })).toMatchObject({ text: "a" });

    await command(replica, "REPLICAOF", "NO", "ONE");
    await command(primary, "REPLICAOF", "127.0.0.1", String(replica.port));
    gate.pointTo(replica.port);
    await answersAgain(client, 20_000);
  });

  it("notices within seconds that packets are lost, and goes on once they are not", async () => {
    const server = await redisServer();
    const gate = await gateTo(server);
    const client = await clientAndWorker(`redis://127.0.0.1:${gate.port}`);
    expect(await client.request("echo", { key: "before", text: "a" })).toMatchObject({ text: "a" });

    gate.partition("to-client");
    await waitFor(
      async () => {
        const isAway = await client.ping().then(
          () => false,
          () => true,
        );
        return isAway;
      },
      { timeoutMs: 15_000, what: "the loss to be noticed" },
    );
    gate.heal();
    await answersAgain(client, 20_000);
  });

  it("listens again after its connection was lost in silence", async () => {
    const server = await redisServer();
    const gate = await gateTo(server);
    const bus = await RedisBus.open(`redis://127.0.0.1:${gate.port}`);
    onTestFinished(() => bus.close());
    const heard: (string | undefined)[] = [];
    await bus.subscribe("news", (payload) => heard.push(payload));

    // From here on the old connection stays silent, whatever is published.
    gate.partition("both");
    gate.heal();
    const publisher = new Redis(server.url);
    onTestFinished(() => publisher.disconnect());
    await waitFor(
      async () => {
        await publisher.publish("news", "hello");
        return heard.includes("hello");
      },
      { timeoutMs: 20_000, what: "a message to be heard again" },
    );
    // What was published meanwhile is lost, and the listener knows.
    expect(heard[0]).toBeUndefined();
  });

  it("finds the primary by sentinels, and the new one when it has died", async () => {
    const [primary] = await primaryAndReplica();
    const port = await freePort();
    const file = path.join(throwAwayFolder(), "sentinel.conf");
    writeFileSync(
      file,
      [
        `port ${port}`,
        "bind 127.0.0.1",
        `sentinel monitor assay 127.0.0.1 ${primary.port} 1`,
        "sentinel down-after-milliseconds assay 500",
        "sentinel failover-timeout assay 5000",
      ].join("\n"),
    );
    const sentinel = await startChild({
      name: "sentinel",
      command: "redis-server",
      args: [file, "--sentinel"],
      cwd: path.dirname(file),
      env: hostEnvironment(),
    });
    onTestFinished(async () => void (await sentinel.stop()));
    const knowsReplica = new Redis(port, "127.0.0.1");
    knowsReplica.on("error", () => undefined);
    await waitFor(
      async () => {
        const replicas = await knowsReplica.call("SENTINEL", "REPLICAS", "assay");
        return Array.isArray(replicas) && replicas.length === 1;
      },
      { timeoutMs: 20_000, what: "the sentinel to know the replica" },
    );
    knowsReplica.disconnect();
    const client = await clientAndWorker(`redis+sentinel://127.0.0.1:${port}/assay`);
    expect(await client.request("echo", { key: "before", text: "a" })).toMatchObject({ text: "a" });

    await primary.process.kill();
    await answersAgain(client, 40_000);
  });
});
