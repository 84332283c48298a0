import type { Lane } from "#contracts";
import { Controller, Module, type INestMicroservice, type Type } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Ctx, MessagePattern, Payload } from "@nestjs/microservices";
import { UnrecoverableError } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";

import { ownRedisUrl } from "../../../../test/support/backends.js";
import { ownDatabase } from "../../../../test/support/database.js";
import { migrateTransport, type TransportBackend } from "../backend.js";
import { BullMqContext } from "../bullmq-context.js";
import { BullMqServer, TypedErrorsFilter } from "../bullmq-server.js";

// What the conformance specs share: handlers whose runs are counted, and servers that take them.

/** A failure that another try may mend. */
export class FlakyError extends Error {
  override readonly name = "FlakyError";
}

/** What the handlers below have done, by a key that each test gives. */
export const runs = new Map<string, number>();
export const held = new Map<string, () => void>();
const count = (key: string): number => {
  runs.set(key, (runs.get(key) ?? 0) + 1);
  return runs.get(key) ?? 0;
};
/** What was stored before the reply was sent, as the database is in the real worker. */
export const stored = new Map<string, unknown>();
/** Between two specs nothing is left over. */
export const forgetRuns = (): void => {
  runs.clear();
  held.clear();
  stored.clear();
};
export const PATTERNS = ["echo", "flaky", "never", "hold", "store"];

@Controller()
export class Handlers {
  @MessagePattern("echo")
  echo(
    @Payload() { key, text }: { key: string; text: string },
    @Ctx() context: BullMqContext,
  ): { text: string; lane: Lane } {
    count(key);
    context.recordStage("load", 1.5);
    return { text, lane: context.lane };
  }

  @MessagePattern("flaky")
  flaky(@Payload() { key, failures }: { key: string; failures: number }): string {
    const run = count(key);
    if (run <= failures) throw new FlakyError(`failed ${run} times`);
    return `done in ${run}`;
  }

  @MessagePattern("never")
  never(@Payload() { key, message }: { key: string; message?: string }): void {
    count(key);
    throw new UnrecoverableError(message ?? "no try will mend this");
  }

  @MessagePattern("hold")
  async hold(@Payload() { key }: { key: string }): Promise<string> {
    count(key);
    await new Promise<void>((resolve) => held.set(key, resolve));
    stored.set(key, "let go");
    return "let go";
  }

  @MessagePattern("store")
  store(
    @Payload() { key, size }: { key: string; size: number },
    @Ctx() context: BullMqContext,
  ): { key: string; text: string } {
    count(key);
    context.recordStage("load", 1.5);
    const result = { key, text: "x".repeat(size) };
    stored.set(key, result);
    return result;
  }
}

/** A worker's Nest application with these handlers; it does not listen yet. */
export const startServer = async (
  backend: TransportBackend,
  { patterns = PATTERNS, drainMs = 5_000, controllers = [Handlers] as Type[] } = {},
): Promise<{ server: BullMqServer; app: INestMicroservice }> => {
  class WorkerModule {}
  Module({ controllers })(WorkerModule);
  const server = new BullMqServer({
    backend,
    patterns,
    concurrency: { interactive: 16, bulk: 2 },
    drainMs,
  });
  const app = await NestFactory.createMicroservice(WorkerModule, {
    strategy: server,
    logger: false,
  });
  app.useGlobalFilters(new TypedErrorsFilter());
  return { server, app };
};

/** A queue and a bus of this spec's own. */
export const openBackend = async (kind: TransportBackend["kind"]): Promise<TransportBackend> => {
  const backend: TransportBackend =
    kind === "redis"
      ? { kind, redisUrl: await ownRedisUrl() }
      : { kind, databaseUrl: await ownDatabase() };
  await migrateTransport(backend);
  return backend;
};

/** Ends the connections by which others listen to the bus, as a restart of it would. */
export const breakConnections = async (backend: TransportBackend): Promise<void> => {
  if (backend.kind === "redis") {
    const redis = new Redis(backend.redisUrl);
    // Only those on this spec's database: on the whole server they would be other specs' too.
    const clients = String(await redis.call("CLIENT", "LIST", "TYPE", "pubsub")).split("\n");
    const database = `db=${redis.options.db ?? 0}`;
    for (const client of clients.filter((line) => line.split(" ").includes(database))) {
      await redis.call("CLIENT", "KILL", "ID", /\bid=(\d+)/.exec(client)?.[1] ?? "");
    }
    await redis.quit();
    return;
  }
  const client = new pg.Client(backend.databaseUrl);
  await client.connect();
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND query LIKE 'LISTEN%'",
  );
  await client.end();
};
