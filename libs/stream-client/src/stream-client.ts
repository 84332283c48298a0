import type {
  BatchedEvent,
  ClientFrame,
  ClientFrameOf,
  ServerFrame,
  ServerFrameOf,
  StreamErrorCode,
} from "#contracts";

import { ItemQueue } from "./item-queue.js";
import { platformWebSocket, type WebSocketConstructor, type WebSocketLike } from "./web-socket.js";

/** An event, by itself or out of a batch. */
export type StreamEvent = BatchedEvent & { readonly t: "event"; readonly gen: number };
/** What a subscription yields: events in order, and what is told of them. */
export type StreamItem =
  | StreamEvent
  | ServerFrameOf<"subscribed">
  | ServerFrameOf<"mark">
  | ServerFrameOf<"gap">
  | ServerFrameOf<"controlled">;

/** What to subscribe to: a `subscribe` frame without what the client puts in itself. */
export type StreamRequest = Omit<ClientFrameOf<"subscribe">, "t" | "id" | "sub">;

export interface StreamOptions {
  /** `ws://host:3001/v1/stream` */
  readonly url: string;
  readonly request: StreamRequest;
  /** The platform's own by default. */
  readonly webSocket?: WebSocketConstructor;
  readonly token?: string;
  /** Both by default. Without `ack` nothing but memory bounds what is received and not taken. */
  readonly caps?: readonly ("batch" | "ack")[];
  /** Goes on after the end of a replay, to be moved back by `control`. */
  readonly staysAtEnd?: boolean;
  /** How long to wait before connecting again, in milliseconds; doubled after each failure. */
  readonly retryMs?: { readonly first: number; readonly most: number };
  /** Told when `n` has jumped. The client comes back for what it lacks by itself. */
  readonly onLoss?: (loss: { expected: number; got: number }) => void;
  /** Told when the connection is lost, before another is made. */
  readonly onReconnect?: (reason: { code: number; reason: string }) => void;
}

/** The server has refused for good. */
export class StreamRefusedError extends Error {
  override readonly name = "StreamRefusedError";
  constructor(
    readonly code: StreamErrorCode,
    readonly frame: ServerFrameOf<"error">,
  ) {
    super(`${code}: ${frame.message}`);
  }
}

const PROTOCOL = "assay.v1.json";
const SUB = "s";
const OPEN = 1;
/** Events that are taken before they are acknowledged together. */
const ACK_EVERY = 400;
/** Fewer are acknowledged after so long, in milliseconds. */
const ACK_AFTER_MS = 20;
const RETRY_MS = { first: 50, most: 5_000 };

/**
 * Follows the stream, or a replay, through lost connections: every event once, in order. Iterate over it; what was
 * taken is acknowledged, so a slow reader slows the server and fills no memory.
 */
export class StreamClient implements AsyncIterable<StreamItem> {
  private readonly queue = new ItemQueue<StreamItem>();
  private readonly calls = new Map<
    number,
    { resolve: (frame: ServerFrameOf<"controlled">) => void; reject: (error: Error) => void }
  >();
  private socket: WebSocketLike | undefined;
  private request: StreamRequest;
  private gen = 0;
  private n = 0;
  private nextId = 1;
  private failures = 0;
  private acked = 0;
  private takenN = 0;
  private ackTimer: ReturnType<typeof setTimeout> | undefined;
  private epoch: string | undefined;
  private isClosed = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: StreamOptions) {
    this.request = options.request;
    this.connect();
  }

  /** Steers a replay. @throws StreamRefusedError; Error when the connection is lost meanwhile */
  control(
    op: ClientFrameOf<"control">["op"],
    value?: ClientFrameOf<"control">["value"],
  ): Promise<ServerFrameOf<"controlled">> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.calls.set(id, { resolve, reject });
      this.send({ t: "control", id, sub: SUB, op, ...(value === undefined ? {} : { value }) });
    });
  }

  /** Ends it. What was received may still be taken. */
  close(): void {
    this.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamItem, undefined> {
    return {
      next: async () => {
        const result = await this.queue.take();
        if (result.done !== true) this.taken(result.value);
        return result;
      },
      return: () => {
        this.end();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  private connect(): void {
    const WebSocket = this.options.webSocket ?? platformWebSocket();
    const socket = new WebSocket(this.options.url, PROTOCOL);
    this.socket = socket;
    socket.addEventListener("open", () => {
      const { token, caps = ["batch", "ack"] } = this.options;
      this.send({ t: "hello", caps: [...caps], ...(token === undefined ? {} : { token }) });
      this.send({ t: "subscribe", id: 0, sub: SUB, ...this.request });
    });
    socket.addEventListener("message", (event) => {
      if (this.socket === socket) this.receive(JSON.parse(String(event.data)) as ServerFrame);
    });
    // A close follows.
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("close", (event) => {
      if (this.socket === socket) this.lost(event);
    });
  }

  private lost({ code, reason }: { code: number; reason: string }): void {
    this.socket = undefined;
    for (const { reject } of this.calls.values())
      reject(new Error("The connection was lost before the answer came."));
    this.calls.clear();
    if (this.isClosed) return;
    this.options.onReconnect?.({ code, reason });
    const { first, most } = this.options.retryMs ?? RETRY_MS;
    // Spread, so that many that were sent away together do not come back together.
    const delayMs = Math.min(most, first * 2 ** this.failures) * (0.5 + Math.random() / 2);
    this.failures += 1;
    this.retry = setTimeout(() => this.connect(), delayMs);
  }

  private receive(frame: ServerFrame): void {
    if (frame.t === "event") this.event(frame);
    else if (frame.t === "batch")
      for (const event of frame.events) this.event({ ...event, t: "event", gen: frame.gen });
    else if (frame.t === "mark") this.mark(frame);
    else if (frame.t === "subscribed") {
      this.failures = 0;
      this.epoch = frame.epoch;
      this.begin(frame.gen);
      this.queue.push(frame);
    } else if (frame.t === "gap") this.queue.push(frame);
    else if (frame.t === "controlled") {
      if (frame.gen !== this.gen) this.begin(frame.gen);
      this.calls.get(frame.id as number)?.resolve(frame);
      this.calls.delete(frame.id as number);
      this.queue.push(frame);
    } else if (frame.t === "probe") this.probe(frame);
    else if (frame.t === "error") this.refused(frame);
  }

  private begin(gen: number): void {
    this.gen = gen;
    this.n = 0;
    this.acked = 0;
    this.takenN = 0;
  }

  private event(event: StreamEvent): void {
    if (event.gen < this.gen || this.socket === undefined) return;
    if (event.gen > this.gen) this.begin(event.gen);
    if (event.n !== this.n + 1) {
      this.options.onLoss?.({ expected: this.n + 1, got: event.n });
      this.comeBack();
      return;
    }
    this.n = event.n;
    this.at(event.seq);
    this.queue.push(event);
  }

  private mark(frame: ServerFrameOf<"mark">): void {
    if (frame.gen < this.gen) return;
    if (frame.gen > this.gen) this.begin(frame.gen);
    if (frame.n !== this.n) {
      this.options.onLoss?.({ expected: this.n, got: frame.n });
      this.comeBack();
      return;
    }
    this.epoch = frame.epoch;
    // A replay that was left for the live stream is gone on from there.
    if (frame.stream !== undefined && this.request.stream === undefined) {
      const { filter, on_slow } = this.request;
      this.request = {
        stream: frame.stream,
        ...(filter && { filter }),
        ...(on_slow && { on_slow }),
      };
    }
    this.at(frame.seq);
    this.queue.push(frame);
    const goesOn =
      this.request.on_end === "loop" ||
      this.request.on_end === "live" ||
      this.options.staysAtEnd === true;
    if (frame.phase === "ended" && !goesOn) this.end();
  }

  /** From here on it goes on after a lost connection. */
  private at(seq: number): void {
    if (this.epoch !== undefined)
      this.request = { ...this.request, from: { seq, epoch: this.epoch } };
  }

  /** Something is missing: the connection is given up, and what is missing is asked for on another. */
  private comeBack(): void {
    const { socket } = this;
    this.lost({ code: 1000, reason: "a loss" });
    socket?.close(1000, "a loss");
  }

  private probe({ p }: ServerFrameOf<"probe">): void {
    const { from } = this.request;
    const seq = typeof from === "object" && "seq" in from ? { seq: from.seq } : {};
    this.send({ t: "probe_ack", p, ...seq });
  }

  private refused(frame: ServerFrameOf<"error">): void {
    const error = new StreamRefusedError(frame.code, frame);
    const call = this.calls.get(frame.id as number);
    if (call !== undefined) {
      this.calls.delete(frame.id as number);
      call.reject(error);
    } else if (frame.temporary) this.comeBack();
    else this.end(error);
  }

  private taken(item: StreamItem): void {
    if (item.t !== "event" || item.gen !== this.gen) return;
    this.takenN = item.n;
    if (this.takenN - this.acked >= ACK_EVERY) this.acknowledge();
    else this.ackTimer ??= setTimeout(() => this.acknowledge(), ACK_AFTER_MS);
  }

  /** Tells what was taken; not each by itself, or a fast reader would flood the server with it. */
  private acknowledge(): void {
    clearTimeout(this.ackTimer);
    this.ackTimer = undefined;
    if (this.takenN <= this.acked || this.options.caps?.includes("ack") === false) return;
    this.acked = this.takenN;
    this.send({ t: "ack", sub: SUB, gen: this.gen, n: this.takenN });
  }

  private send(frame: ClientFrame): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(frame));
  }

  private end(error?: Error): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    clearTimeout(this.ackTimer);
    this.queue.close(error);
    this.socket?.close(1000);
    for (const { reject } of this.calls.values()) reject(new Error("The client was closed."));
    this.calls.clear();
  }
}
