import type { ClientFrame, ClientFrameOf, ServerFrame, ServerFrameOf } from "#contracts";

import { Acknowledgements } from "./acknowledgements.js";
import { ItemQueue } from "./item-queue.js";
import {
  StreamRefusedError,
  type StreamEvent,
  type StreamItem,
  type StreamOptions,
  type StreamRequest,
} from "./stream-types.js";
import { platformWebSocket, type WebSocketLike } from "./web-socket.js";

/** An item, and the connection that it came over, counted from 1. */
interface Received {
  readonly item: StreamItem;
  readonly connection: number;
}

const PROTOCOL = "assay.v1.json";
const SUB = "s";
const OPEN = 1;
const RETRY_MS = { first: 50, most: 5_000 };

/**
 * Follows the stream, or a replay, through lost connections: every event once, in order. Iterate over it; what was
 * taken is acknowledged, so a slow reader slows the server and fills no memory.
 */
export class StreamClient implements AsyncIterable<StreamItem> {
  private readonly queue = new ItemQueue<Received>();
  private readonly acks = new Acknowledgements((n) => {
    if (this.options.caps?.includes("ack") ?? true)
      this.send({ t: "ack", sub: SUB, gen: this.gen, n });
  });
  private readonly calls = new Map<
    number,
    { resolve: (frame: ServerFrameOf<"controlled">) => void; reject: (error: Error) => void }
  >();
  private socket: WebSocketLike | undefined;
  private request: StreamRequest;
  private connection = 0;
  private gen = 0;
  private n = 0;
  private nextId = 1;
  private failures = 0;
  private epoch: string | undefined;
  private isClosed = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: StreamOptions) {
    this.request = options.request;
    this.connect();
  }

  /** Controls a replay. @throws StreamRefusedError; Error when there is no connection, or it is lost meanwhile */
  control(
    op: ClientFrameOf<"control">["op"],
    value?: ClientFrameOf<"control">["value"],
  ): Promise<ServerFrameOf<"controlled">> {
    if (this.socket?.readyState !== OPEN)
      return Promise.reject(new Error("There is no connection: wait for `subscribed`."));
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
        if (result.done === true) return result;
        this.taken(result.value);
        return { done: false, value: result.value.item };
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
    this.connection += 1;
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

  /** @param leastMs before which the server has said that it is of no use to reconnect */
  private lost({ code, reason }: { code: number; reason: string }, leastMs = 0): void {
    this.socket = undefined;
    for (const { reject } of this.calls.values())
      reject(new Error("The connection was lost before the answer came."));
    this.calls.clear();
    if (this.isClosed) return;
    this.options.onReconnect?.({ code, reason });
    const { first, most } = this.options.retryMs ?? RETRY_MS;
    // Jittered, so that clients that were disconnected together do not reconnect together.
    const backoffMs = Math.min(most, first * 2 ** this.failures) * (0.5 + Math.random() / 2);
    const delayMs = leastMs + backoffMs;
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
      this.yield(frame);
    } else if (frame.t === "gap") this.yield(frame);
    else if (frame.t === "controlled") {
      if (frame.gen !== this.gen) this.begin(frame.gen);
      this.calls.get(frame.id as number)?.resolve(frame);
      this.calls.delete(frame.id as number);
      this.yield(frame);
    } else if (frame.t === "probe") this.probe(frame);
    else if (frame.t === "error") this.onError(frame);
  }

  private begin(gen: number): void {
    this.gen = gen;
    this.n = 0;
    this.acks.reset();
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
    this.yield(event);
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
    this.yield(frame);
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

  /** Events are missing: closes the connection and requests them on a new one. */
  private comeBack(leastMs?: number): void {
    const { socket } = this;
    this.lost({ code: 1000, reason: "a loss" }, leastMs);
    socket?.close(1000, "a loss");
  }

  private probe({ p }: ServerFrameOf<"probe">): void {
    const { from } = this.request;
    const seq = typeof from === "object" && "seq" in from ? { seq: from.seq } : {};
    this.send({ t: "probe_ack", p, ...seq });
  }

  private onError(frame: ServerFrameOf<"error">): void {
    const error = new StreamRefusedError(frame.code, frame);
    const call = this.calls.get(frame.id as number);
    if (call !== undefined) {
      this.calls.delete(frame.id as number);
      call.reject(error);
    } else if (frame.temporary) this.comeBack(frame.retry_after_ms);
    else this.end(error);
  }

  private yield(item: StreamItem): void {
    this.queue.push({ item, connection: this.connection });
  }

  private taken({ item, connection }: Received): void {
    // What came over an earlier connection has an `n` of that one.
    if (item.t === "event" && item.gen === this.gen && connection === this.connection)
      this.acks.take(item.n);
  }

  private send(frame: ClientFrame): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(frame));
  }

  private end(error?: Error): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    this.acks.reset();
    this.queue.close(error);
    this.socket?.close(1000);
    for (const { reject } of this.calls.values()) reject(new Error("The client was closed."));
    this.calls.clear();
  }
}
