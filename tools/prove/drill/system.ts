import {
  APPS,
  guardPath,
  freePort,
  startApp,
  startPostgres,
  startRedis,
  startStack,
  StackError,
  type AppName,
  throwAwayFolder,
  type PostgresServer,
  type RedisServer,
  type RunningApp,
  type Stack,
} from "#stack";
import { existsSync, rmSync, writeFileSync } from "node:fs";
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

/** Starts the apps on servers of their own: a Redis that keeps a log, and a Postgres behind a door. @throws StackError */
export const startSystem = async (): Promise<System> => {
  if (!existsSync("/proc/self/stat"))
    throw new StackError("The drill looks at processes in /proc, so it runs on Linux alone.");
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.toReversed()) await closer();
  };
  try {
    return await start(closers, close);
  } catch (error) {
    await close();
    throw error;
  }
};

const start = async (closers: (() => unknown)[], close: () => Promise<void>): Promise<System> => {
  const folder = throwAwayFolder();
  const keepFolder = guardPath(folder);
  closers.push(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    keepFolder();
  });
  const clockFile = path.join(folder, "clock");
  writeFileSync(clockFile, "0");
  const postgres = await startPostgres({ dataDir: path.join(folder, "postgres") });
  closers.push(() => postgres.stop());
  const redis = await startRedis({ dir: path.join(folder, "redis"), appendonly: true });
  if (redis === undefined) throw new StackError("The drill needs a redis-server on the PATH.");
  closers.push(() => redis.stop());
  const gate = await openGate(postgres.port);
  closers.push(() => gate.shut());
  const behindGate = new URL(postgres.url);
  behindGate.port = String(gate.port);
  const stack = await startStack({
    backend: "redis",
    databaseUrl: behindGate.href,
    redisUrl: redis.url,
    env: {
      VALUATION_USE_ENSEMBLE: "0",
      DRILL_CLOCK_FILE: clockFile,
      NODE_OPTIONS: "--import ./dist/tools/prove/drill/jumping-clock.js",
    },
  });
  closers.push(() => stack.close());
  const processes = [...processesOf(stack), await secondWorkerOf(stack)];
  closers.push(() => processes.at(-1)?.now().stop());
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
    close,
  };
};

const PART_OF: Record<AppName, Process["part"]> = {
  gateway: "gateway",
  replay: "replay",
  "valuation-worker": "worker",
};

const processesOf = (stack: Stack): Process[] =>
  APPS.map((app) => ({
    name: PART_OF[app],
    part: PART_OF[app],
    now: () => stack.apps[app],
    restart: () => stack.restart(app),
  }));

const secondWorkerOf = async (stack: Stack): Promise<Process> => {
  const env = { ...stack.env, WORKER_PORT: String(await freePort()) };
  const startOne = (): Promise<RunningApp> => startApp({ app: "valuation-worker", env });
  let running = await startOne();
  return {
    name: "second worker",
    part: "worker",
    now: () => running,
    restart: async () => (running = await startOne()),
  };
};
