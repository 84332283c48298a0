import type { Lane } from "#contracts";
import { clientOptions, CONNECTION_LIMITS, MIGRATION_LIMITS, sessionOptions } from "#postgres";
import { createPostgresBackend, Queue, Worker, type Processor } from "bullmq";
import { Redis } from "ioredis";

/** Where the queue and the bus live: chosen once, by the environment. */
export type TransportBackend =
  | { readonly kind: "redis"; readonly redisUrl: string }
  | { readonly kind: "postgres"; readonly databaseUrl: string };

/** Braces make Redis Cluster keep all keys of the queues in one slot. */
export const REDIS_PREFIX = "{assay}";
/** The schema of BullMQ's own tables. */
const POSTGRES_SCHEMA = "bullmq";
/** Queries of one queue or worker that may be under way at once. */
const POSTGRES_POOL = 6;
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * A job whose worker has died is run again after 5 to 7 seconds: its lock lasts five, and every two somebody looks.
 * The lock must outlast the longest stretch that a handler keeps the event loop to itself.
 */
const LOCK_MS = 5_000;
const STALLED_CHECK_MS = 2_000;
/** A job may lose that many workers before it counts as failed: deployments and kills are not its fault. */
const MAX_STALLED = 20;

/** The queue of a lane. */
export const queueName = (lane: Lane): string => `valuation-${lane}`;

/** No lock of a migration is waited for in vain: several that start together wait for the first. */
const MIGRATION = { ...MIGRATION_LIMITS, lockMs: 0 };

const postgresConnection = (databaseUrl: string, migrate = false) => ({
  connectionString: databaseUrl,
  schema: POSTGRES_SCHEMA,
  max: POSTGRES_POOL,
  ...clientOptions(),
  options: sessionOptions(migrate ? MIGRATION : CONNECTION_LIMITS),
  ...(migrate ? {} : { query_timeout: CONNECTION_LIMITS.answerMs }),
  migrate,
});

/** Waits longer after each failure, up to two seconds, and never gives up: the server comes back. */
const retryDelayMs = (times: number): number => Math.min(50 * 2 ** Math.min(times, 6), 2_000);

/**
 * A connection whose commands fail at once while the server is away, instead of waiting in line: a request that
 * cannot be queued is to be refused, not held.
 */
export const openProducerConnection = (redisUrl: string): Redis =>
  new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: retryDelayMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    lazyConnect: true,
  });

/** A connection whose commands wait for the server to come back. */
export const openSubscriberConnection = (redisUrl: string): Redis =>
  new Redis(redisUrl, {
    maxRetriesPerRequest: null,
    retryStrategy: retryDelayMs,
    lazyConnect: true,
  });

/** Connects, or gives up: a server that accepts and stays silent would hold its caller, and the socket, for ever. */
export const connectRedis = async (redis: Redis): Promise<void> => {
  const timer = setTimeout(() => redis.disconnect(), CONNECT_TIMEOUT_MS);
  try {
    await redis.connect();
  } finally {
    clearTimeout(timer);
  }
};

/** Opens the sending side of a queue. On Redis, queues share the connection that is given. */
export const openQueue = (
  backend: TransportBackend,
  name: string,
  redis: Redis | undefined,
): Queue => {
  if (redis !== undefined) {
    return new Queue(name, {
      connection: redis,
      prefix: REDIS_PREFIX,
      skipWaitingForReady: true,
    });
  }
  if (backend.kind === "redis") throw new Error("A queue on Redis needs its connection.");
  return new Queue(
    name,
    { connection: postgresConnection(backend.databaseUrl) },
    createPostgresBackend,
  ) as unknown as Queue;
};

/**
 * Opens the working side of a queue. It takes no job before `run()` is called; jobs that have ended are not kept.
 * @param concurrency jobs that this process holds at once
 */
export const openWorker = (
  backend: TransportBackend,
  name: string,
  processor: Processor,
  concurrency: number,
): Worker => {
  const options = {
    concurrency,
    autorun: false,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: MAX_STALLED,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  };
  if (backend.kind === "redis") {
    const connection = {
      url: backend.redisUrl,
      maxRetriesPerRequest: null,
      retryStrategy: retryDelayMs,
    };
    return new Worker(name, processor, { ...options, prefix: REDIS_PREFIX, connection });
  }
  return new Worker(
    name,
    processor,
    { ...options, connection: postgresConnection(backend.databaseUrl) },
    createPostgresBackend,
  ) as unknown as Worker;
};

/** Creates what the queue needs in its store: on Postgres its tables, on Redis nothing. Safe to run again. */
export const migrateTransport = async (backend: TransportBackend): Promise<void> => {
  if (backend.kind === "redis") return;
  const queue = new Queue(
    queueName("interactive"),
    { connection: postgresConnection(backend.databaseUrl, true) },
    createPostgresBackend,
  );
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
};
