import { createDatabase, hostEnvironment, PROJECT_ROOT, startChild, type Stack } from "#stack";
import { BullMqClient, migrateTransport, type TransportBackend } from "#transport";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { WebSocket, WebSocketServer } from "ws";

import { FLOOR_JOBS } from "./floor-jobs.js";
import { call } from "./load.js";
import { summarise, type Summary } from "./statistics.js";

/** Subscribers of the bare broadcast. */
const SUBSCRIBERS = 100;

/** What the machine charges for the least that a valuation does; the first four make up S1's floor. */
export const S1_FLOOR = [
  "empty HTTP handler",
  "empty job and its reply",
  "one SELECT",
  "one INSERT, committed",
] as const;

/** The floor of a stack: figures beside it can be compared between machines and days. */
export const measureFloor = async (
  stack: Stack,
  calls: number,
  signal: AbortSignal,
): Promise<Record<string, Summary>> => {
  const timed = (run: () => Promise<unknown>) => timeCalls(run, calls, signal);
  return {
    ...(await withHttp(timed)),
    "empty job and its reply": await withEmptyJobs(stack, timed),
    ...(await withDatabase(stack.databaseUrl, timed)),
    [`bare ws broadcast to ${SUBSCRIBERS}`]: await withBroadcast(timed),
  };
};

/** An empty HTTP handler, one SELECT, one INSERT: the floor that costs no process. */
export const measureSmallFloor = async (
  databaseUrl: string,
  calls: number,
  signal: AbortSignal,
): Promise<Record<string, Summary>> => {
  const timed = (run: () => Promise<unknown>) => timeCalls(run, calls, signal);
  return { ...(await withHttp(timed)), ...(await withDatabase(databaseUrl, timed)) };
};

type Timed = (run: () => Promise<unknown>) => Promise<Summary>;

const withHttp = async (timed: Timed): Promise<Record<string, Summary>> => {
  const server = createServer((request, response) => {
    request.resume();
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    return { "empty HTTP handler": await timed(() => call("POST", url, {})) };
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

const withDatabase = async (
  databaseUrl: string,
  timed: Timed,
): Promise<Record<string, Summary>> => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query("CREATE TABLE IF NOT EXISTS bench_floor (a integer)");
    return {
      "one SELECT": await timed(() => client.query({ name: "floor-select", text: "SELECT 1" })),
      "one INSERT, committed": await timed(() =>
        client.query({ name: "floor-insert", text: "INSERT INTO bench_floor VALUES (1)" }),
      ),
    };
  } finally {
    await client.query("DROP TABLE IF EXISTS bench_floor");
    await client.end();
  }
};

/** Jobs of a queue beside the stack's own on the same server, and a worker in a process of its own. */
const withEmptyJobs = async (stack: Stack, timed: Timed): Promise<Summary> => {
  const backend = await besideBackend(stack);
  await migrateTransport(backend);
  let tellReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  const worker = await startChild({
    name: "floor-worker",
    command: process.execPath,
    args: ["dist/tools/measure/bench/floor-worker.js", JSON.stringify(backend)],
    cwd: PROJECT_ROOT,
    env: hostEnvironment(),
    onLine: (line) => {
      if (line === "ready") tellReady();
    },
  });
  const client = new BullMqClient(backend, FLOOR_JOBS);
  try {
    const ended = worker.exited.then(() => {
      throw new Error(`The floor's worker did not start:\n${worker.output}`);
    });
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
    let job = 0;
    return await timed(() => {
      job += 1;
      return client.request("floor-empty", { job });
    });
  } finally {
    await client.close();
    await worker.stop();
  }
};

const besideBackend = async ({ redisUrl, databaseUrl }: Stack): Promise<TransportBackend> => {
  if (redisUrl === undefined)
    return { kind: "postgres", databaseUrl: await createDatabase(databaseUrl) };
  const url = new URL(redisUrl);
  url.pathname = "/1";
  return { kind: "redis", redisUrl: url.href };
};

/** One message to many sockets, until the last of them has it. */
const withBroadcast = async (timed: Timed): Promise<Summary> => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sockets = Array.from({ length: SUBSCRIBERS }, () => new WebSocket(url));
  try {
    await Promise.all(sockets.map((socket) => once(socket, "open")));
    const message = Buffer.from(JSON.stringify({ t: "event", data: "x".repeat(450) }));
    return await timed(async () => {
      const heard = Promise.all(sockets.map((socket) => once(socket, "message")));
      for (const socket of server.clients) socket.send(message);
      await heard;
    });
  } finally {
    for (const socket of sockets) socket.terminate();
    server.close();
  }
};

const timeCalls = async (
  run: () => Promise<unknown>,
  calls: number,
  signal: AbortSignal,
): Promise<Summary> => {
  const samplesMs: number[] = [];
  // The first calls open connections and warm the code up.
  for (let index = -Math.ceil(calls / 10); index < calls; index += 1) {
    signal.throwIfAborted();
    const startedMs = performance.now();
    await run();
    if (index >= 0) samplesMs.push(performance.now() - startedMs);
  }
  return summarise(samplesMs);
};
