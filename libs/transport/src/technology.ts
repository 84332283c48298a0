import type { Bus } from "./bus.js";
import { PostgresBus } from "./postgres-bus.js";
import { PostgresQueue } from "./queue/postgres-queue.js";
import type { QueuePort } from "./queue/queue-port.js";
import { RedisQueue } from "./queue/redis-queue.js";
import { RedisBus } from "./redis-bus.js";

/** Where the queue and the bus live: chosen once, by the environment. */
export type TransportBackend = (
  | { readonly kind: "redis"; readonly redisUrl: string }
  | { readonly kind: "postgres"; readonly databaseUrl: string }
) & {
  /** Prefix of the names of all queues, for queues apart from the system's own. */
  readonly namespace?: string;
};

/** The two ports of the transport, on one technology. */
export interface Technology {
  readonly queue: QueuePort;
  /** @throws when the server is unavailable */
  readonly openBus: () => Promise<Bus>;
}

/** The one place that asks which technology it is. */
export const technologyOf = (backend: TransportBackend): Technology =>
  backend.kind === "redis"
    ? onRedis(backend.redisUrl, backend.namespace ?? "")
    : onPostgres(backend.databaseUrl, backend.namespace ?? "");

const onRedis = (redisUrl: string, namespace: string): Technology => ({
  queue: new RedisQueue(redisUrl, namespace),
  openBus: () => RedisBus.open(redisUrl),
});

const onPostgres = (databaseUrl: string, namespace: string): Technology => ({
  queue: new PostgresQueue(databaseUrl, namespace),
  openBus: () => PostgresBus.open(databaseUrl),
});

/** Creates what the queue needs in its store: on Postgres its tables, on Redis nothing. Safe to run again. */
export const migrateTransport = (backend: TransportBackend): Promise<void> =>
  technologyOf(backend).queue.migrate();

/** Opens the bus that goes with a backend. @throws when the server is unavailable */
export const openBus = (backend: TransportBackend): Promise<Bus> => technologyOf(backend).openBus();
