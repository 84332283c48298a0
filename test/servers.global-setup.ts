import { startPostgres, startRedis, throwAwayFolder } from "#stack";
import { rmSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A Postgres of this run's own; each spec makes a database of its own on it. */
    databaseUrl: string;
    /** Undefined on a machine without Redis. */
    redisUrl: string | undefined;
  }
}

/** Starts the servers that the specs of a run share, and gives their addresses to them. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = throwAwayFolder();
  const postgres = await startPostgres({
    dataDir: path.join(folder, "postgres"),
    // Two specs at a time, with a stack each.
    settings: { max_connections: 300 },
  });
  const given = process.env["REDIS_URL"];
  const redis =
    given === undefined || given === ""
      ? await startRedis({ dir: path.join(folder, "redis") })
      : undefined;
  const redisUrl = redis?.url ?? given;
  if (redisUrl === undefined || redisUrl === "") {
    // On a developer's machine the suites run on Postgres alone; where everything must be proven that is a failure.
    if (process.env["CI"] !== undefined) {
      throw new Error(
        "There is no Redis: set REDIS_URL, or put redis-server on the PATH. In CI the suites run on both backends.",
      );
    }
    process.stderr.write(
      "No Redis (REDIS_URL, or redis-server on the PATH): the suites run on Postgres alone.\n",
    );
  }
  project.provide("databaseUrl", postgres.url);
  project.provide("redisUrl", redisUrl);
  return async () => {
    await redis?.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
