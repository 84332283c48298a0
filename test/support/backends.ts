import { startStack, type Stack } from "#stack";
import { Redis } from "ioredis";
import { inject } from "vitest";

/** The ways to run that this machine offers; on a machine without Redis only the embedded one. */
export const backends = (): ("redis" | "postgres")[] =>
  inject("redisUrl") === undefined ? ["postgres"] : ["redis", "postgres"];

/** Redis has sixteen databases; the first keeps the count of those that were given away. */
const REDIS_DATABASES = 15;

/**
 * A Redis of this spec's own: the next of the server's databases, emptied. On a shared one the worker of one spec
 * would take the jobs of another.
 */
export const ownRedisUrl = async (): Promise<string> => {
  const url = new URL(inject("redisUrl") ?? "");
  url.pathname = "/0";
  const counter = new Redis(url.href);
  const given = await counter.incr("assay-test-databases");
  await counter.quit();
  url.pathname = `/${(given % REDIS_DATABASES) + 1}`;
  const redis = new Redis(url.href);
  await redis.flushdb();
  await redis.quit();
  return url.href;
};

/**
 * A stack on the servers that the whole run shares, with a database of its own. Without the ensemble, whose model takes a
 * second to load: what is about it asks for it.
 */
export const startSharedStack = async (
  backend: "redis" | "postgres",
  env: Record<string, string> = {},
): Promise<Stack> =>
  startStack({
    backend,
    databaseUrl: inject("databaseUrl"),
    ...(backend === "redis" ? { redisUrl: await ownRedisUrl() } : {}),
    env: { VALUATION_USE_ENSEMBLE: "0", ...env },
  });
