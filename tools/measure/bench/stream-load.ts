import type { Stack } from "#stack";
import { StreamClient } from "#stream-client";
import { openBus, WAKE_CHANNEL, type TransportBackend } from "#transport";
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { WebSocket } from "ws";

/** As much of a stack as the stream's load needs. */
export type StreamStack = Pick<
  Stack,
  "gatewayUrl" | "replayUrl" | "databaseUrl" | "redisUrl" | "apps"
>;

/** Milliseconds from before each event's commit to a subscriber's callback, and the frames there should be. */
export interface Delivered {
  readonly latenciesMs: number[];
  readonly expected: number;
  readonly elapsedMs: number;
}

const wallMs = (): number => performance.timeOrigin + performance.now();
const streamUrl = ({ replayUrl }: StreamStack): string =>
  `${replayUrl.replace(/^http/, "ws")}/v1/stream`;

/** What a process holds in memory, in KB; NaN where the system does not report it. */
export const residentKb = (pid: number): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
};

/** Opens sockets that follow the live stream, each once it is live. Called with each event's bytes. */
export const subscribeMany = (
  stack: StreamStack,
  count: number,
  onEvent: (data: Buffer) => void,
): Promise<WebSocket[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(streamUrl(stack), "assay.v1.json", { perMessageDeflate: false });
      await new Promise((resolve, reject) => {
        socket.once("open", resolve);
        socket.once("error", reject);
      });
      const isLive = new Promise((resolve) => socket.once("message", resolve));
      socket.send('{"t":"subscribe","id":1,"sub":"a","stream":"market","from":"now"}');
      await isLive;
      socket.on("message", onEvent);
      return socket;
    }),
  );

/** Appends events of about 500 bytes to the log, and wakes those who follow it. */
class EventSource {
  private constructor(
    private readonly pool: pg.Pool,
    private readonly bus: Awaited<ReturnType<typeof openBus>>,
  ) {}

  static async open({ databaseUrl, redisUrl }: StreamStack): Promise<EventSource> {
    const backend: TransportBackend =
      redisUrl === undefined ? { kind: "postgres", databaseUrl } : { kind: "redis", redisUrl };
    return new EventSource(
      new pg.Pool({ connectionString: databaseUrl, max: 2 }),
      await openBus(backend),
    );
  }

  /** One commit of so many events. */
  async append(count = 1): Promise<void> {
    const subject = `sent:${wallMs().toFixed(2).padEnd(16, "0")}`;
    const data = { subject, rule: "bench", severity: "info", detail: "x".repeat(280) };
    await this.pool.query({
      name: "append",
      text: `WITH head AS (UPDATE streams SET head = head + $2 WHERE stream = 'market' RETURNING head)
             INSERT INTO events (seq, eid, type, v, at, data)
             SELECT head - $2 + n, 'bench-' || (head - $2 + n), 'risk_flag', 1, now(), $1
             FROM head, generate_series(1, $2::bigint) n`,
      values: [JSON.stringify(data), count],
    });
    await this.bus.publish({ channel: WAKE_CHANNEL, payload: "" });
  }

  /** So many commits a second of one event each, against an absolute origin. */
  async appendPaced(
    perSecond: number,
    seconds: number,
    onEach: (share: number) => void,
  ): Promise<void> {
    const startMs = performance.now();
    const total = perSecond * seconds;
    for (let sent = 0; sent < total; sent += 1) {
      const dueMs = startMs + (sent * 1_000) / perSecond - performance.now();
      if (dueMs > 0) await sleep(dueMs);
      await this.append();
      onEach(sent / total);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.bus.close()]);
  }
}

/** Many subscribers, and a log that grows at a pace. `heldBack` more clients subscribe and read nothing. */
export const fanOut = async (
  stack: StreamStack,
  {
    subscribers,
    perSecond,
    seconds,
    heldBack = 0,
  }: { subscribers: number; perSecond: number; seconds: number; heldBack?: number },
  onProgress: (share: number) => void = () => undefined,
): Promise<Delivered> => {
  const latenciesMs: number[] = [];
  const deaf = await subscribeMany(stack, heldBack, () => undefined);
  for (const socket of deaf) socket.pause();
  const sockets = await subscribeMany(stack, subscribers, (data) => {
    const at = data.indexOf("sent:");
    if (at >= 0) latenciesMs.push(wallMs() - Number(data.toString("latin1", at + 5, at + 21)));
  });
  const source = await EventSource.open(stack);
  const startMs = performance.now();
  await source.appendPaced(perSecond, seconds, onProgress);
  const expected = subscribers * perSecond * seconds;
  await untilCount(() => latenciesMs.length, expected);
  const elapsedMs = performance.now() - startMs;
  for (const socket of [...sockets, ...deaf]) socket.terminate();
  await source.close();
  return { latenciesMs, expected, elapsedMs };
};

/** As fast as it goes: one commit of many events to many subscribers. @returns frames a second */
export const burst = async (
  stack: StreamStack,
  subscribers: number,
  events: number,
): Promise<number> => {
  let frames = 0;
  const sockets = await subscribeMany(stack, subscribers, (data) => {
    if (data.includes("sent:")) frames += 1;
  });
  const source = await EventSource.open(stack);
  const startMs = performance.now();
  await source.append(events);
  await untilCount(() => frames, subscribers * events);
  const elapsedMs = performance.now() - startMs;
  for (const socket of sockets) socket.terminate();
  await source.close();
  return (frames / elapsedMs) * 1_000;
};

/** As fast as a bare server does it, in a process of its own as the replay app is. @returns frames a second */
export const bareBroadcast = async (subscribers: number, events: number): Promise<number> => {
  const child = fork(new URL("./bare-broadcast.js", import.meta.url));
  const port = await new Promise<number>((resolve) =>
    child.once("message", (message: { port: number }) => resolve(message.port)),
  );
  let frames = 0;
  const sockets = await Promise.all(
    Array.from({ length: subscribers }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
      await new Promise((resolve) => socket.once("message", resolve));
      socket.on("message", (data: Buffer) => {
        if (data.includes("sent:")) frames += 1;
      });
      return socket;
    }),
  );
  const startMs = performance.now();
  child.send(events);
  await untilCount(() => frames, subscribers * events);
  const elapsedMs = performance.now() - startMs;
  for (const socket of sockets) socket.terminate();
  child.disconnect();
  return (frames / elapsedMs) * 1_000;
};

/** Comes back after so many events. @returns milliseconds from the connection to the last of them */
export const resume = async (stack: StreamStack, missed: number): Promise<number> => {
  const { head, epoch } = (await (
    await fetch(`${stack.gatewayUrl}/api/v1/events?limit=1`)
  ).json()) as { head: number; epoch: string };
  const source = await EventSource.open(stack);
  await source.append(missed);
  await source.close();
  const startMs = performance.now();
  const client = new StreamClient({
    url: streamUrl(stack),
    webSocket: WebSocket,
    request: { stream: "market", from: { seq: head, epoch } },
  });
  let got = 0;
  for await (const item of client) {
    if (item.t === "event") got += 1;
    if (got === missed) break;
  }
  client.close();
  return performance.now() - startMs;
};

/** One client that takes a manifest as fast as it can, in batches, and only counts. */
export const unpaced = async (
  stack: StreamStack,
  manifest: string,
): Promise<{ elapsedMs: number; bytes: number }> => {
  const socket = new WebSocket(streamUrl(stack), "assay.v1.json");
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(JSON.stringify({ t: "hello", caps: ["batch"] }));
  let bytes = 0;
  const startMs = performance.now();
  const ended = new Promise<void>((resolve) => {
    socket.on("message", (data: Buffer) => {
      bytes += data.length;
      if (data.length < 1_000 && data.includes('"phase":"ended"')) resolve();
    });
  });
  socket.send(JSON.stringify({ t: "subscribe", id: 1, sub: "a", manifest, speed: 0 }));
  await ended;
  const elapsedMs = performance.now() - startMs;
  socket.terminate();
  return { elapsedMs, bytes };
};

/** The shipped manifest at its own pace. @returns how late each event was sent, in milliseconds, and for how long it ran */
export const pace = async (
  stack: StreamStack,
): Promise<{ errorsMs: number[]; elapsedMs: number }> => {
  const text = await (await fetch(`${stack.gatewayUrl}/api/v1/manifests/full`)).text();
  const delays = text
    .trim()
    .split("\n")
    .map((one) => (JSON.parse(one) as { delay_ms: number }).delay_ms);
  const startMs = performance.now();
  const client = new StreamClient({
    url: streamUrl(stack),
    webSocket: WebSocket,
    request: { manifest: "full", on_end: "close" },
  });
  const sent: number[] = [];
  for await (const item of client) if (item.t === "event") sent.push(item.st);
  const elapsedMs = performance.now() - startMs;
  const offsets = sent.map((st, index) => st - (delays[index] ?? 0));
  const origin = Math.min(...offsets);
  return { errorsMs: offsets.map((offset) => offset - origin), elapsedMs };
};

/** Waits until so many have come; gives up in silence, for the count shows it. */
const untilCount = async (count: () => number, wanted: number): Promise<void> => {
  const endMs = performance.now() + GIVE_UP_MS;
  while (count() < wanted && performance.now() < endMs) await sleep(2);
};
const GIVE_UP_MS = 30_000;
