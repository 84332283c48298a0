import { startStack, type Stack } from "#stack";
import { inject } from "vitest";

/** The ways to run that this machine offers; on a machine without Redis only the embedded one. */
export const backends = (): ("redis" | "postgres")[] =>
  inject("redisUrl") === undefined ? ["postgres"] : ["redis", "postgres"];

/** A stack on the servers that the whole run shares, with a database of its own. */
export const startSharedStack = (
  backend: "redis" | "postgres",
  env: Record<string, string> = {},
): Promise<Stack> =>
  startStack({
    backend,
    databaseUrl: inject("databaseUrl"),
    ...(backend === "redis" ? { redisUrl: inject("redisUrl") ?? "" } : {}),
    env,
  });
