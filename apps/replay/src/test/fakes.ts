import {
  eventText,
  HASH_START,
  nextHash,
  type ClientFrame,
  type ServerFrame,
  type ServerFrameName,
  type ServerFrameOf,
} from "#contracts";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import type { HashedManifestEvent, LoggedEvent, StoredManifest, StreamState } from "#storage";

import type { LogReader } from "../source/market-source.js";
import type { Clock } from "../subscription/clock.js";
import { StreamHub } from "../session/hub.js";
import type { Pipe, Socket } from "../session/outbox.js";
import { readFrame } from "../session/read-frame.js";
import type { Session } from "../session/session.js";
import { STREAM_DEFAULTS, type StreamOptions } from "../session/shared.js";
import { StreamGateway } from "../session/stream.gateway.js";

// Fakes for the stream's specs: a log, a socket and a clock.

/** A clock that the spec advances. */
class FakeClock implements Clock {
  private nowMs = Date.parse("2026-01-15T12:00:00.000Z");
  private nextId = 0;
  private readonly timers = new Map<number, { atMs: number; run: () => void }>();

  now(): number {
    return this.nowMs;
  }

  wall(): number {
    return this.nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const id = this.nextId++;
    this.timers.set(id, { atMs: this.nowMs + delayMs, run });
    return () => this.timers.delete(id);
  }

  /** When the next timer fires; undefined if there is none. */
  get nextMs(): number | undefined {
    const due = [...this.timers.values()].map(({ atMs }) => atMs);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Advances time, timer by timer, and runs the turns that they cause. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (let nextMs = this.nextMs; nextMs !== undefined && nextMs <= endMs; nextMs = this.nextMs) {
      this.nowMs = Math.max(this.nowMs, nextMs);
      for (const [id, { atMs, run }] of this.timers)
        if (atMs <= this.nowMs && this.timers.delete(id)) run();
      await settle();
    }
    this.nowMs = endMs;
    await settle();
  }
}

/** Waits until all pending work is done. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 12; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Lets everything pending run until something holds. @throws when it does not within a thousand rounds */
export const settleUntil = async (holds: () => boolean): Promise<void> => {
  for (let round = 0; round < 1_000; round += 1) {
    if (holds()) return;
    await settle();
  }
  throw new Error("It did not settle.");
};

const domains = ["a.one", "b.one", "c.one"];
/** An event of a log; its domain is one of three in turn. */
export const event = (seq: number, loggedAtMs = seq): LoggedEvent => {
  const domain = domains[seq % 3] ?? "";
  return {
    seq,
    eid: `e${seq}`,
    type: "offer_cancelled",
    v: 1,
    at: "2026-01-15T12:00:00.000Z",
    tp: null,
    data: { offer_id: `O${seq}`, domain },
    domain,
    loggedAtMs,
  };
};

/** A log in memory. */
class FakeLog implements LogReader {
  epoch = "epoch-1";
  oldest = 1;
  readonly events: LoggedEvent[] = [];
  reads = 0;
  looks = 0;
  /** Runs before each read is answered. */
  beforeRead: (() => void) | undefined;

  constructor(count: number) {
    this.append(count);
  }

  append(count: number): void {
    for (let i = 0; i < count; i += 1) this.events.push(event((this.events.at(-1)?.seq ?? 0) + 1));
  }

  prune(before: number): void {
    this.oldest = before;
    this.events.splice(
      0,
      this.events.findIndex(({ seq }) => seq >= before),
    );
  }

  state(): Promise<StreamState> {
    const head = this.events.at(-1)?.seq ?? this.oldest - 1;
    return Promise.resolve({ epoch: this.epoch, oldest: this.oldest, head });
  }

  async behind(seq: number, limit: number): Promise<LoggedEvent[]> {
    this.reads += 1;
    await Promise.resolve();
    const found = this.events.filter((event) => event.seq > seq).slice(0, limit);
    this.beforeRead?.();
    return found;
  }

  nextOf(
    domains: readonly string[],
    seq: number,
    to: number,
  ): Promise<{ oldest: number; seq: number | undefined }> {
    this.looks += 1;
    const next = this.events.find(
      (event) => event.seq > seq && event.seq <= to && domains.includes(event.domain ?? ""),
    );
    return Promise.resolve({ oldest: this.oldest, seq: next?.seq });
  }

  offsetBefore(timeMs: number): Promise<number> {
    const last = this.events.findLast(({ loggedAtMs }) => loggedAtMs < timeMs);
    return Promise.resolve(last?.seq ?? this.oldest - 1);
  }
}

/** A manifest in memory, of events that come `everyMs`. */
export const manifestOf = (
  count: number,
  everyMs: number,
): { view: StoredManifest; events: HashedManifestEvent[] } => {
  const events: HashedManifestEvent[] = [];
  let hash: Buffer = HASH_START;
  for (let seq = 1; seq <= count; seq += 1) {
    const { type, domain, tp, ...rest } = event(seq);
    const text = eventText({ type, ...rest });
    hash = nextHash(hash, seq, text);
    events.push({ seq, delayMs: seq * everyMs, type, domain, tp, text, hash });
  }
  const view: StoredManifest = {
    name: "m",
    manifestId: "m-1",
    events: count,
    duration_ms: count * everyMs,
    hash: hash.toString("hex"),
    created_at: "2026-01-15T12:00:00.000Z",
  };
  return { view, events };
};

/** The payloads of whole frames of text that are not masked. */
const textsOf = (data: Buffer): string[] => {
  const texts: string[] = [];
  for (let at = 0; at < data.length;) {
    if (data[at] !== 0x81) throw new Error(`There is no frame of text at ${at}.`);
    const short = data[at + 1] ?? 0;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const bytes =
      short < 126
        ? short
        : short === 126
          ? data.readUInt16BE(at + 2)
          : Number(data.readBigUInt64BE(at + 2));
    texts.push(data.toString("utf8", at + head, at + head + bytes));
    at += head + bytes;
  }
  return texts;
};

/** A socket that records what is sent, and can stop reading. */
class FakeSocket implements Socket, Pipe {
  readyState = 1;
  writableLength = 0;
  bytesRead = 0;
  readonly frames: ServerFrame[] = [];
  closed: { code: number; isTerminated: boolean } | undefined;
  isStuck = false;
  private waiting: (() => void)[] = [];

  /** The bytes of frames, as they come over TCP. */
  write(data: Buffer, done?: () => void): void {
    for (const text of textsOf(data)) this.frames.push(JSON.parse(text) as ServerFrame);
    if (this.isStuck) {
      this.writableLength += data.length;
      if (done !== undefined) this.waiting.push(done);
    } else done?.();
  }

  /** Takes what waits. */
  drain(): void {
    this.isStuck = false;
    this.writableLength = 0;
    for (const done of this.waiting.splice(0)) done();
  }

  /** Takes a part of what waits. */
  takePart(bytes: number): void {
    this.writableLength = Math.max(0, this.writableLength - bytes);
  }

  ping(): void {}
  close(code: number): void {
    this.readyState = 2;
    this.closed = { code, isTerminated: false };
  }
  terminate(): void {
    this.readyState = 3;
    this.closed = { code: this.closed?.code ?? 1006, isTerminated: true };
  }

  of<T extends ServerFrameName>(t: T): ServerFrameOf<T>[] {
    return this.frames.filter((frame): frame is ServerFrameOf<T> => frame.t === t);
  }
  /** Events of both kinds of frames, in order, with their gen. */
  get events(): { gen: number; n: number; seq: number; st: number }[] {
    return this.frames.flatMap((frame) =>
      frame.t === "event"
        ? [frame]
        : frame.t === "batch"
          ? frame.events.map((event) => ({ ...event, gen: frame.gen }))
          : [],
    );
  }
  get seqs(): number[] {
    return this.events.map(({ seq }) => seq);
  }
  get phases(): string[] {
    return this.of("mark").map(({ phase }) => phase);
  }
}

export interface FakeStream {
  readonly log: FakeLog;
  readonly clock: FakeClock;
  readonly hub: StreamHub;
  readonly manifest: ReturnType<typeof manifestOf>;
  readonly errors: unknown[];
  connect(): Client;
  /** Commits events and sends the bus's wake-up. */
  commit(count: number): Promise<void>;
}
export interface Client {
  readonly socket: FakeSocket;
  readonly session: Session;
  /** Receives a frame as from the wire: validated, then dispatched to its handler. */
  readonly take: (frame: ClientFrame) => void;
  /** The same, and waits until its effects are done. */
  readonly send: (frame: ClientFrame) => Promise<void>;
}

/** A stream on fakes. */
export const fakeStream = async (
  count: number,
  {
    manifest = manifestOf(20, 100),
    ...options
  }: Partial<StreamOptions> & { manifest?: ReturnType<typeof manifestOf> } = {},
): Promise<FakeStream> => {
  const log = new FakeLog(count);
  const clock = new FakeClock();
  const errors: unknown[] = [];
  const hub = new StreamHub(
    {
      log,
      manifests: {
        find: (name) => Promise.resolve(name === "m" ? { ...manifest.view } : undefined),
        behind: (id, seq, limit) =>
          Promise.resolve(
            id === manifest.view.manifestId ? manifest.events.slice(seq, seq + limit) : [],
          ),
      },
      replays: {
        find: () => Promise.resolve(undefined),
        existing: () => Promise.resolve(new Set()),
      },
    },
    { ...STREAM_DEFAULTS, ...options, clock, onError: (error) => errors.push(error) },
  );
  await hub.shared.market.refresh();
  const gateway = new StreamGateway(hub);
  return {
    log,
    clock,
    hub,
    manifest,
    errors,
    connect() {
      const socket = new FakeSocket();
      const client = socket as unknown as WebSocket;
      gateway.handleConnection(client, { socket } as unknown as IncomingMessage);
      const session = gateway.sessionOf(client);
      if (session === undefined) throw new Error("The stream is full.");
      const take = (frame: ClientFrame): void => {
        const read = readFrame(JSON.stringify(frame));
        if ("error" in read) session.reject(read.error, read.about);
        else {
          const handler = gateway[read.frame.t].bind(gateway) as (
            client: WebSocket,
            frame: ClientFrame,
          ) => void;
          handler(client, read.frame);
        }
      };
      return {
        socket,
        session,
        take,
        send: async (frame) => {
          take(frame);
          await settle();
        },
      };
    },
    async commit(count) {
      log.append(count);
      await hub.shared.news.wake();
      await settle();
    },
  };
};

/** 1 to `to`, or from another place. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
