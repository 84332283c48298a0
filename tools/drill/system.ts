import {
  guardPath,
  freePort,
  startApp,
  startPostgres,
  startRedis,
  startStack,
  StackError,
  throwAwayFolder,
  type PostgresServer,
  type RedisServer,
  type RunningApp,
  type Stack,
} from "#stack";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { openGate, type Gate } from "./gate.js";

/** One of the processes. Of workers there are two, as in any system that must not stand still: one takes over. */
export interface Process {
  readonly name: string;
  readonly part: "worker" | "gateway" | "replay";
  /** The one of now. */
  readonly now: () => RunningApp;
  readonly restart: () => Promise<unknown>;
}

/** All that runs, and may fail. */
export interface System {
  readonly stack: Stack;
  readonly processes: readonly Process[];
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  /** Between the apps and Postgres. */
  readonly gate: Gate;
  /** Sets the clocks of all apps off by so much. */
  jumpClocks(jumpMs: number): void;
  close(): Promise<void>;
}

/** Starts the three apps on servers of their own: a Redis that keeps a log, and a Postgres behind a door. */
export const startSystem = async (): Promise<System> => {
  const folder = throwAwayFolder();
  const keepFolder = guardPath(folder);
  const clockFile = path.join(folder, "clock");
  writeFileSync(clockFile, "0");
  const postgres = await startPostgres({ dataDir: path.join(folder, "postgres") });
  const redis = await startRedis({ dir: path.join(folder, "redis"), appendonly: true });
  if (redis === undefined) {
    await postgres.stop();
    throw new StackError("The drill needs a redis-server on the PATH.");
  }
  const gate = await openGate(postgres.port);
  const behindGate = new URL(postgres.url);
  behindGate.port = String(gate.port);
  const stack = await startStack({
    backend: "redis",
    databaseUrl: behindGate.href,
    redisUrl: redis.url,
    env: {
      VALUATION_USE_ENSEMBLE: "0",
      DRILL_CLOCK_FILE: clockFile,
      NODE_OPTIONS: "--import ./dist/tools/drill/jumping-clock.js",
    },
  });
  const app = (
    name: "valuation-worker" | "gateway" | "replay",
    part: Process["part"],
  ): Process => ({
    name: part,
    part,
    now: () => stack.apps[name],
    restart: () => stack.restart(name),
  });
  const secondEnv = { ...stack.env, WORKER_PORT: String(await freePort()) };
  const startSecond = (): Promise<RunningApp> =>
    startApp({ app: "valuation-worker", env: secondEnv });
  let second = await startSecond();
  const processes: Process[] = [
    app("gateway", "gateway"),
    app("replay", "replay"),
    app("valuation-worker", "worker"),
    {
      name: "second worker",
      part: "worker",
      now: () => second,
      restart: async () => (second = await startSecond()),
    },
  ];
  return {
    stack,
    processes,
    postgres,
    redis,
    gate,
    jumpClocks(jumpMs) {
      writeFileSync(clockFile, String(jumpMs));
      for (const { now } of processes) {
        const { pid, exit } = now();
        if (exit === undefined) process.kill(pid, "SIGUSR2");
      }
    },
    async close() {
      await second.stop();
      await stack.close();
      await gate.shut();
      await redis.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      keepFolder();
    },
  };
};
