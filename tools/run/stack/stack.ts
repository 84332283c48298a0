import { rmSync } from "node:fs";
import path from "node:path";

import { APP_PORTS, APPS, type AppName, migrate, type RunningApp, startApp } from "./app.js";
import { StackError, throwAwayFolder } from "./folders.js";
import { guardPath } from "./guard.js";
import { hostEnvironment } from "./host-environment.js";
import { freePort } from "./ports.js";
import { createDatabase, type PostgresServer, startPostgres } from "./postgres.js";
import { type RedisServer, startRedis } from "./redis.js";

export interface StackOptions {
  /** Where the queue and the bus are. */
  backend: "postgres" | "redis";
  /** On top of what the stack sets itself. */
  env?: Record<string, string>;
  /** Free ones by default. */
  ports?: Partial<Record<AppName, number>>;
  /** A running server, on which a database is made; by default the stack starts a Postgres of its own. */
  databaseUrl?: string;
  /** A running server; by default the stack starts a Redis of its own, if `backend` wants one. */
  redisUrl?: string;
  /** The project whose apps are started, built; this one by default. */
  root?: string;
}

export interface Stack {
  readonly backend: "postgres" | "redis";
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly gatewayUrl: string;
  /** Of the replay app's HTTP server; its WebSocket is at the same host and port. */
  readonly replayUrl: string;
  readonly workerUrl: string;
  /** The processes of now. */
  readonly apps: Readonly<Record<AppName, RunningApp>>;
  /** Undefined when `databaseUrl` was given. */
  readonly postgres: PostgresServer | undefined;
  /** Undefined when `redisUrl` was given or none is needed. */
  readonly redis: RedisServer | undefined;
  /** What the apps are started with, to start one more beside them. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts an app again after it was stopped or killed. */
  restart(app: AppName): Promise<RunningApp>;
  /** Stops everything and removes its folder. */
  close(): Promise<void>;
}

/**
 * Starts servers, migrates and starts the three apps, all of them in a folder and on ports of their own. Nothing of it
 * outlives this process, even when that crashes.
 *
 * @throws {StackError} when the backend is Redis and there is no `redis-server`; everything started is stopped then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const folder = throwAwayFolder();
  const keepFolder = guardPath(folder);
  const apps = new Map<AppName, RunningApp>();
  let postgres: PostgresServer | undefined;
  let redis: RedisServer | undefined;

  const close = async () => {
    for (const app of ["gateway", "replay", "valuation-worker"] as const)
      await apps.get(app)?.stop();
    await redis?.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    keepFolder();
  };

  try {
    if (!options.databaseUrl) {
      postgres = await startPostgres({ dataDir: path.join(folder, "postgres") });
    }
    const databaseUrl = postgres?.url ?? (await createDatabase(options.databaseUrl ?? ""));
    if (options.backend === "redis" && !options.redisUrl) {
      redis = await startRedis({ dir: path.join(folder, "redis") });
      if (!redis) throw new StackError("There is no redis-server on the PATH.");
    }
    const redisUrl = options.backend === "redis" ? (redis?.url ?? options.redisUrl) : undefined;
    const env = {
      ...hostEnvironment(),
      NODE_ENV: "production",
      LOG_LEVEL: "warn",
      HOST: "127.0.0.1",
      DATA_DIR: folder,
      DATABASE_URL: databaseUrl,
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
      ...(await choosePorts(options.ports)),
      ...options.env,
    };
    await migrate(env, options.root);
    const start = async (app: AppName) => {
      const running = await startApp({ app, env, root: options.root });
      apps.set(app, running);
      return running;
    };
    const outcomes = await Promise.allSettled(APPS.map(start));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;

    const get = (app: AppName) => apps.get(app) as RunningApp;
    return {
      backend: options.backend,
      databaseUrl,
      redisUrl,
      gatewayUrl: get("gateway").url,
      replayUrl: get("replay").url,
      workerUrl: get("valuation-worker").url,
      get apps() {
        return Object.fromEntries(apps) as Record<AppName, RunningApp>;
      },
      postgres,
      redis,
      env,
      async restart(app) {
        await apps.get(app)?.stop();
        return start(app);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function choosePorts(given: StackOptions["ports"]): Promise<Record<string, string>> {
  const ports: Record<string, string> = {};
  for (const app of APPS) {
    ports[APP_PORTS[app].variable] = String(given?.[app] ?? (await freePort()));
  }
  return ports;
}
