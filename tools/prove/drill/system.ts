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
import { Redis } from "ioredis";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { mountDisk, type Disk } from "./disk.js";
import { openGate, type Gate } from "./gate.js";

/** One of the processes. Of workers there are two, as in any system that must not stand still: one takes over. */
export interface Process {
  readonly name: string;
  readonly part: "worker" | "gateway" | "replay";
  /** The one of now. */
  readonly now: () => RunningApp;
  readonly restart: () => Promise<unknown>;
}

/** A Redis, and the disk of its own that its log is on, where one could be mounted. */
interface RedisNode extends RedisServer {
  readonly disk: Disk | undefined;
}

/** All that runs, and may fail. */
export interface System {
  readonly stack: Stack;
  readonly processes: readonly Process[];
  readonly postgres: PostgresServer;
  readonly postgresDisk: Disk | undefined;
  /** Which is which changes with a failover. */
  readonly redis: { primary: RedisNode; replica: RedisNode };
  /** Between the apps and Postgres. */
  readonly postgresGate: Gate;
  /** Between the apps and whichever Redis is the primary. */
  readonly redisGate: Gate;
  /** Sets the clocks of these apps off by so much. */
  skewClocks(skewMs: number, processes: readonly Process[]): void;
  close(): Promise<void>;
}

/** Starts the apps on servers of their own: a Redis that keeps a log with a replica, and a Postgres, both behind
 * gates. @throws StackError */
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
  const disk = (name: string, sizeMb: number): Disk | undefined => {
    const mounted = mountDisk(path.join(folder, name), sizeMb);
    if (mounted !== undefined) closers.push(() => mounted.remove());
    return mounted;
  };
  const postgresDisk = disk("postgres", POSTGRES_DISK_MB);
  const postgres = await startPostgres({
    dataDir: path.join(folder, "postgres"),
    // Without this a commit waits for no standby, whatever the settings name.
    settings: { wal_level: "replica", max_wal_senders: 2, max_wal_size: "1GB" },
  });
  closers.push(() => postgres.stop());
  const redisNode = async (name: string): Promise<RedisNode> => {
    const redisDisk = disk(name, REDIS_DISK_MB);
    const server = await startRedis({ dir: path.join(folder, name), appendonly: true });
    if (server === undefined) throw new StackError("The drill needs a redis-server on the PATH.");
    closers.push(() => server.stop());
    return Object.assign(server, { disk: redisDisk });
  };
  const redis = { primary: await redisNode("redis-a"), replica: await redisNode("redis-b") };
  await makeReplica(redis.replica, redis.primary);
  const postgresGate = await openGate(postgres.port);
  closers.push(() => postgresGate.shut());
  const redisGate = await openGate(redis.primary.port);
  closers.push(() => redisGate.shut());
  const stack = await startStack({
    backend: "redis",
    databaseUrl: throughGate(postgres.url, postgresGate),
    redisUrl: throughGate(redis.primary.url, redisGate),
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
    postgresDisk,
    redis,
    postgresGate,
    redisGate,
    skewClocks(skewMs, skewed) {
      for (const { now } of skewed) {
        const { pid, exit } = now();
        if (exit !== undefined) continue;
        writeFileSync(`${clockFile}.${pid}`, String(skewMs));
        process.kill(pid, "SIGUSR2");
      }
    },
    close,
  };
};

const POSTGRES_DISK_MB = 4_096;
const REDIS_DISK_MB = 256;

const throughGate = (url: string, gate: Gate): string => {
  const through = new URL(url);
  through.port = String(gate.port);
  return through.href;
};

/** Redis stays a replica until a command changes that, but not across a restart. */
const makeReplica = async (replica: RedisNode, primary: RedisNode): Promise<void> => {
  const client = new Redis(replica.url);
  try {
    await client.replicaof("127.0.0.1", primary.port);
  } finally {
    client.disconnect();
  }
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
