import type { ClientFrame, ServerFrame } from "#contracts";
import { afterEach, expect, it } from "vitest";

import { StreamClient } from "./stream-client.js";
import { StreamRefusedError, type StreamItem, type StreamOptions } from "./stream-types.js";
import type { WebSocketLike } from "./web-socket.js";

// Real: the client. Its sockets are stand-ins that do what each test says.
class FakeSocket implements WebSocketLike {
  static readonly all: FakeSocket[] = [];
  readyState = 1;
  readonly sent: ClientFrame[] = [];
  private readonly listeners = new Map<string, (event: never) => void>();

  constructor() {
    FakeSocket.all.push(this);
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, listener);
  }
  send(data: string): void {
    this.sent.push(JSON.parse(data) as ClientFrame);
  }
  close(): void {
    this.readyState = 3;
  }
  open(): void {
    this.listeners.get("open")?.(undefined as never);
  }
  receive(...frames: object[]): void {
    for (const frame of frames)
      this.listeners.get("message")?.({ data: JSON.stringify(frame) } as never);
  }
  lose(): void {
    this.listeners.get("close")?.({ code: 1006, reason: "" } as never);
  }
  get subscribed() {
    return this.sent.find((frame) => frame.t === "subscribe");
  }
}

const clients: StreamClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  FakeSocket.all.length = 0;
});
const newest = (): FakeSocket => FakeSocket.all.at(-1) as FakeSocket;
/** A client whose first connection is open. */
const start = (
  options: Partial<StreamOptions> = {},
): { client: StreamClient; next: () => Promise<StreamItem | undefined> } => {
  const client = new StreamClient({
    url: "ws://host/v1/stream",
    request: { stream: "market" },
    webSocket: FakeSocket,
    retryMs: { first: 1, most: 1 },
    ...options,
  });
  clients.push(client);
  newest().open();
  const items = client[Symbol.asyncIterator]();
  return { client, next: async () => (await items.next()).value };
};
const another = async (): Promise<FakeSocket> => {
  const count = FakeSocket.all.length;
  while (FakeSocket.all.length === count) await new Promise((resolve) => setTimeout(resolve, 1));
  newest().open();
  return newest();
};
const subscribed = {
  t: "subscribed",
  id: 0,
  sub: "s",
  gen: 1,
  epoch: "e",
  oldest: 1,
  head: 9,
  recovered: false,
  missed: 0,
};
const event = (n: number, seq: number, gen = 1) => ({
  t: "event",
  sub: "s",
  gen,
  n,
  seq,
  eid: `e${seq}`,
  type: "trade",
  v: 1,
  at: "",
  st: 0,
  data: {},
});
const mark = (phase: string, n: number, seq: number, gen = 1) =>
  ({ t: "mark", sub: "s", gen, phase, n, seq, head: seq, epoch: "e" }) as unknown as ServerFrame;

it("comes back behind the last event that it has seen, and yields each once", async () => {
  const { next } = start();
  newest().receive(subscribed, event(1, 7), event(2, 8));
  newest().lose();
  const second = await another();
  expect(second.subscribed).toMatchObject({ stream: "market", from: { seq: 8, epoch: "e" } });
  second.receive({ ...subscribed, recovered: true }, event(1, 9));
  const seqs = [];
  for (let i = 0; i < 5; i += 1) {
    const item = await next();
    if (item?.t === "event") seqs.push(item.seq);
  }
  expect(seqs).toEqual([7, 8, 9]);
});

it("notices by n what was lost, behind a filter too, and fetches it", async () => {
  const losses: object[] = [];
  const { next } = start({ onLoss: (loss) => losses.push(loss) });
  newest().receive(subscribed, event(1, 10), event(3, 40));
  expect(losses).toEqual([{ expected: 2, got: 3 }]);
  const second = await another();
  expect(second.subscribed).toMatchObject({ from: { seq: 10, epoch: "e" } });
  second.receive({ ...subscribed, recovered: true }, event(1, 25), event(2, 40));
  const seqs = [];
  for (let i = 0; i < 5; i += 1) {
    const item = await next();
    if (item?.t === "event") seqs.push(item.seq);
  }
  expect(seqs).toEqual([10, 25, 40]);
});

it("notices by a mark that the last event was lost", async () => {
  const losses: object[] = [];
  start({ onLoss: (loss) => losses.push(loss) });
  newest().receive(subscribed, event(1, 10), mark("live", 2, 20));
  expect(losses).toEqual([{ expected: 1, got: 2 }]);
  expect((await another()).subscribed).toMatchObject({ from: { seq: 10, epoch: "e" } });
});

it("discards frames in flight when it moved", async () => {
  const { client, next } = start({ request: { manifest: "full" } });
  newest().receive(subscribed, event(1, 1));
  const moved = client.control("seek", 5);
  newest().receive(
    event(2, 2),
    { t: "controlled", id: 1, sub: "s", gen: 2, seq: 5, speed: 1 },
    event(3, 3),
    event(1, 6, 2),
  );
  expect(await moved).toMatchObject({ gen: 2 });
  const seqs = [];
  for (let i = 0; i < 5; i += 1) {
    const item = await next();
    if (item?.t === "event") seqs.push([item.gen, item.seq]);
  }
  expect(seqs).toEqual([
    [1, 1],
    [1, 2],
    [2, 6],
  ]);
});

it("rejects a control for which there is no connection", async () => {
  const { client } = start({
    request: { manifest: "full" },
    retryMs: { first: 60_000, most: 60_000 },
  });
  newest().lose();
  await expect(client.control("pause")).rejects.toThrow("no connection");
});

it("acknowledges what was taken, and nothing that was not", async () => {
  const { next } = start();
  const acks = () => newest().sent.filter((frame) => frame.t === "ack");
  newest().receive(subscribed, ...Array.from({ length: 900 }, (_, i) => event(i + 1, i + 1)));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(acks()).toEqual([]);
  for (let i = 0; i < 401; i += 1) await next();
  expect(acks()).toMatchObject([{ gen: 1, n: 400 }]);
});

it("acknowledges nothing of an earlier connection on a later one", async () => {
  const { next } = start();
  newest().receive(subscribed, ...Array.from({ length: 900 }, (_, i) => event(i + 1, i + 1)));
  newest().lose();
  const second = await another();
  second.receive({ ...subscribed, recovered: true }, event(1, 901));
  for (let i = 0; i < 902; i += 1) await next();
  expect(second.sent.filter((frame) => frame.t === "ack")).toEqual([]);
  await next();
  while (!second.sent.some((frame) => frame.t === "ack"))
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(second.sent.filter((frame) => frame.t === "ack")).toMatchObject([{ gen: 1, n: 1 }]);
});

it("goes on with the market once a replay was left for it", async () => {
  start({ request: { manifest: "full", on_end: "live" } });
  newest().receive(
    { ...subscribed, epoch: "hash" },
    { ...mark("ended", 0, 50), epoch: "hash" },
    { ...mark("live", 0, 9, 2), stream: "market" },
  );
  newest().lose();
  const { subscribed: again } = await another();
  expect(again).toMatchObject({ stream: "market", from: { seq: 9, epoch: "e" } });
  expect(again).not.toHaveProperty("manifest");
});

it("fails on a permanent rejection, and retries on a temporary one", async () => {
  const { next } = start();
  newest().receive({
    t: "error",
    id: 0,
    sub: "s",
    code: "internal",
    message: "away",
    temporary: true,
  });
  const second = await another();
  second.receive({
    t: "error",
    id: 0,
    sub: "s",
    code: "unrecoverable",
    message: "gone",
    temporary: false,
    oldest: 5,
  });
  await expect(next()).rejects.toThrow(StreamRefusedError);
});

it("waits for `after_ms` before it reconnects", async () => {
  start();
  const startMs = performance.now();
  newest().receive({
    t: "error",
    id: 0,
    sub: "s",
    code: "rate_limited",
    message: "later",
    temporary: true,
    retry_after_ms: 60,
  });
  await another();
  // Timers count whole milliseconds.
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(59);
});
