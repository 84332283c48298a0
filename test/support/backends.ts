import { startStack, type Stack } from "#stack";
import { Redis } from "ioredis";
import { inject } from "vitest";

/** The ways to run that this machine offers; on a machine without Redis only the embedded one. */
export const backends = (): ("redis" | "postgres")[] =>
  inject("redisUrl") === undefined ? ["postgres"] : ["redis", "postgres"];

/**
 * A Redis of this spec's own: the database of that server with the number of the process that runs the spec. Without,
 * the worker of one spec would take the jobs of another.
 */
export const ownRedisUrl = async (): Promise<string> => {
  const url = new URL(inject("redisUrl") ?? "");
  url.pathname = `/${process.env["VITEST_POOL_ID"] ?? "1"}`;
  const redis = new Redis(url.href);
  await redis.flushdb();
  await redis.quit();
  return url.href;
};

/** A stack on the servers that the whole run shares, with a database of its own. */
export const startSharedStack = async (
  backend: "redis" | "postgres",
  env: Record<string, string> = {},
): Promise<Stack> =>
  startStack({
    backend,
    databaseUrl: inject("databaseUrl"),
    ...(backend === "redis" ? { redisUrl: await ownRedisUrl() } : {}),
    env,
  });
