import { createDatabase, hostEnvironment, PROJECT_ROOT, startChild, type Stack } from "#stack";
import { BullMqClient, migrateTransport, type TransportBackend } from "#transport";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

import { FLOOR_JOBS } from "./floor-jobs.js";
import { call } from "./load.js";
import { percentile } from "./statistics.js";

/** The least that a valuation does, done with nothing else: figures beside it can be compared between machines and days. */
export interface Floor {
  /** Does each part once, one after the other, so many times. Milliseconds of each part, and of all in turn. */
  time(calls: number, signal: AbortSignal): Promise<FloorTimes>;
  close(): Promise<void>;
}

interface FloorTimes {
  readonly partsMs: Readonly<Record<string, readonly number[]>>;
  readonly totalsMs: readonly number[];
}

interface Part {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  readonly close?: () => Promise<void>;
}

/** An empty HTTP handler, an empty job and its reply, one SELECT, one INSERT. */
export const openFloor = (stack: Stack): Promise<Floor> =>
  openParts([openHttp, () => openJobs(stack), () => openDatabase(stack.databaseUrl)]);

/** p50 of the part of the floor that takes no process of its own: an empty HTTP handler, one SELECT, one INSERT. */
export const measureSmallFloor = async (
  databaseUrl: string,
  calls: number,
  signal: AbortSignal,
): Promise<number> => {
  const floor = await openParts([openHttp, () => openDatabase(databaseUrl)]);
  try {
    // The first calls open connections and warm the code up.
    await floor.time(Math.ceil(calls / 10), signal);
    return percentile((await floor.time(calls, signal)).totalsMs, 0.5);
  } finally {
    await floor.close();
  }
};

const openParts = async (opens: readonly (() => Promise<readonly Part[]>)[]): Promise<Floor> => {
  const parts: Part[] = [];
  const close = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.close?.();
  };
  try {
    for (const open of opens) parts.push(...(await open()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async time(calls, signal) {
      const partsMs = Object.fromEntries(parts.map(({ name }) => [name, [] as number[]]));
      const totalsMs: number[] = [];
      for (let index = 0; index < calls; index += 1) {
        signal.throwIfAborted();
        const startMs = performance.now();
        let partStartMs = startMs;
        for (const { name, run } of parts) {
          await run();
          const nowMs = performance.now();
          partsMs[name]?.push(nowMs - partStartMs);
          partStartMs = nowMs;
        }
        totalsMs.push(partStartMs - startMs);
      }
      return { partsMs, totalsMs };
    },
    close,
  };
};

/** A server that answers every call with nothing. */
export const openEmptyServer = async (): Promise<{ url: string; close: () => Promise<void> }> => {
  const server = createServer((request, response) => {
    request.resume();
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
};

const openHttp = async (): Promise<Part[]> => {
  const { url, close } = await openEmptyServer();
  return [{ name: "empty HTTP handler", run: () => call("POST", url, {}), close }];
};

const openDatabase = async (databaseUrl: string): Promise<Part[]> => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS bench_floor (a integer)");
  const run = (name: string, text: string) => (): Promise<unknown> => client.query({ name, text });
  return [
    { name: "one SELECT", run: run("floor-select", "SELECT 1") },
    {
      name: "one INSERT, committed",
      run: run("floor-insert", "INSERT INTO bench_floor VALUES (1)"),
      close: async () => {
        await client.query("DROP TABLE IF EXISTS bench_floor");
        await client.end();
      },
    },
  ];
};

/** Jobs of a queue beside the stack's own on the same server, and a worker in a process of its own. */
const openJobs = async (stack: Stack): Promise<Part[]> => {
  const backend = await besideBackend(stack);
  await migrateTransport(backend);
  let markReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const worker = await startChild({
    name: "floor-worker",
    command: process.execPath,
    args: ["dist/tools/measure/bench/floor-worker.js", JSON.stringify(backend)],
    cwd: PROJECT_ROOT,
    env: hostEnvironment(),
    onLine: (line) => {
      if (line === "ready") markReady();
    },
  });
  const ended = worker.exited.then(() => {
    throw new Error(`The floor's worker did not start:\n${worker.output}`);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  const client = new BullMqClient(backend, FLOOR_JOBS);
  let job = 0;
  return [
    {
      name: "empty job and its reply",
      run: () => {
        job += 1;
        return client.request("floor-empty", { job });
      },
      close: async () => {
        await client.close();
        await worker.stop();
      },
    },
  ];
};

const besideBackend = async ({ redisUrl, databaseUrl }: Stack): Promise<TransportBackend> => {
  if (redisUrl === undefined)
    return { kind: "postgres", databaseUrl: await createDatabase(databaseUrl) };
  const url = new URL(redisUrl);
  url.pathname = "/1";
  return { kind: "redis", redisUrl: url.href };
};
