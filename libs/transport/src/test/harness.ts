import { defineJob, type JobCatalogue, type Lane } from "#contracts";
import { Controller, Module, type INestMicroservice, type Type } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { UnrecoverableError } from "bullmq";
import { Redis } from "ioredis";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { z } from "zod";

import { ownRedisUrl } from "../../../../test/support/backends.js";
import { ownDatabase } from "../../../../test/support/database.js";
import { BullMqClient } from "../bullmq-client.js";
import type { BullMqContext } from "../bullmq-context.js";
import { BullMqServer, TypedErrorsFilter } from "../bullmq-server.js";
import { handlersOf } from "../job-handler.js";
import { migrateTransport, type TransportBackend } from "../technology.js";

// What the conformance specs share: handlers whose runs are counted, and servers that take them.

/** A failure that another attempt may not have. */
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

/** A job's own part of a test's payload, and its id where the test cares. */
const payload = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ key: z.string(), id: z.string().optional(), ...shape });
const job = <Payload extends z.ZodType<{ id?: string | undefined }>, Reply extends z.ZodType>(
  lane: Lane,
  payloadSchema: Payload,
  reply: Reply,
) =>
  defineJob({
    payload: payloadSchema,
    reply,
    lane,
    id: ({ id }) => id ?? randomUUID(),
    attempts: lane === "bulk" ? 6 : 3,
    backoffMs: 200,
    timeoutMs: 60_000,
  });
const Echo = z.object({ text: z.string(), lane: z.string() });
const Together = payload({
  failures: z.int().optional(),
  isFinal: z.boolean().optional(),
  isHeld: z.boolean().optional(),
});

export const TEST_JOBS = {
  echo: job("interactive", payload({ text: z.string() }), Echo),
  "echo-bulk": job("bulk", payload({ text: z.string() }), Echo),
  flaky: job("interactive", payload({ failures: z.int() }), z.string()),
  never: job("interactive", payload({ message: z.string().optional() }), z.null()),
  hold: job("interactive", payload({}), z.string()),
  store: job("interactive", payload({ size: z.int() }), z.unknown()),
  /** May share a job with others; the first `failures` runs fail, for good where `isFinal`. */
  together: {
    ...job("interactive", Together, z.string()),
    share: { sizeOf: () => 1, maxSize: 50 },
    formerName: "old.together",
  },
} as const satisfies JobCatalogue;
export type TestJobs = typeof TEST_JOBS;
const HandlesJob = handlersOf<TestJobs>();

@Controller()
export class Handlers {
  @HandlesJob("echo")
  echo(
    { key, text }: { key: string; text: string },
    context: BullMqContext,
  ): Promise<{ text: string; lane: Lane }> {
    count(key);
    context.clock.add("load", 1.5);
    return Promise.resolve({ text, lane: context.lane });
  }

  @HandlesJob("echo-bulk")
  echoBulk(
    asked: { key: string; text: string },
    context: BullMqContext,
  ): Promise<{ text: string; lane: Lane }> {
    return this.echo(asked, context);
  }

  @HandlesJob("flaky")
  flaky({ key, failures }: { key: string; failures: number }): Promise<string> {
    const run = count(key);
    if (run <= failures) throw new FlakyError(`failed ${run} times`);
    return Promise.resolve(`done in ${run}`);
  }

  @HandlesJob("never")
  never({ key, message }: { key: string; message?: string | undefined }): Promise<null> {
    count(key);
    throw new UnrecoverableError(message ?? "no attempt can repair this");
  }

  @HandlesJob("hold")
  async hold({ key }: { key: string }): Promise<string> {
    count(key);
    await new Promise<void>((resolve) => held.set(key, resolve));
    stored.set(key, "released");
    return "released";
  }

  @HandlesJob("together")
  async together({
    key,
    failures = 0,
    isFinal,
    isHeld,
  }: z.infer<typeof Together>): Promise<string> {
    const run = count(key);
    if (run <= failures)
      throw isFinal === true ? new UnrecoverableError("never") : new FlakyError("not yet");
    if (isHeld === true) await new Promise<void>((resolve) => held.set(key, resolve));
    return `${key} done in ${run}`;
  }

  @HandlesJob("store")
  store(
    { key, size }: { key: string; size: number },
    context: BullMqContext,
  ): Promise<{ key: string; text: string }> {
    count(key);
    context.clock.add("load", 1.5);
    const result = { key, text: "x".repeat(size) };
    stored.set(key, result);
    return Promise.resolve(result);
  }
}

/** A worker's Nest application with these handlers; it does not listen yet. */
export const startServer = async (
  backend: TransportBackend,
  {
    catalogue = TEST_JOBS,
    drainMs = 5_000,
    controllers = [Handlers],
  }: { catalogue?: JobCatalogue; drainMs?: number; controllers?: Type[] } = {},
): Promise<{ server: BullMqServer; app: INestMicroservice }> => {
  class WorkerModule {}
  Module({ controllers })(WorkerModule);
  const server = new BullMqServer({
    backend,
    catalogue,
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

export type TestClient = BullMqClient<TestJobs>;
export const openClient = (backend: TransportBackend): TestClient =>
  new BullMqClient(backend, TEST_JOBS);

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
