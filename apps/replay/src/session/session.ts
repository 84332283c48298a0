import type { ApiKey } from "#keys";
import { CLOSE_CODES, STREAM_LIMITS, type ClientFrameOf, type ServerFrame } from "#contracts";
import { randomUUID } from "node:crypto";

import type { Item } from "../source/item.js";
import type { Clock } from "../subscription/clock.js";
import type { SubscriptionPort } from "../subscription/port.js";
import { errorFrame, StreamError } from "../subscription/stream-error.js";
import type { Worker } from "../subscription/turns.js";
import { CallQueue, MAX_QUEUED_CALLS } from "./call-queue.js";
import { recordDelivery, recordProbe } from "./delivery.js";
import { Inbox } from "./inbox.js";
import { Outbox, type Pipe, type Socket } from "./outbox.js";
import { RateLimit } from "./rate-limit.js";
import type { About } from "./read-frame.js";
import type { Shared } from "./shared.js";
import { Subscriptions } from "./subscriptions.js";

/** Interval of probes, in milliseconds. */
const PROBE_MS = 10_000;
/** After this time without a frame, a mark reports that there is nothing new. */
const HEARTBEAT_MS = 10_000;
/** A client that neither sent nor read anything for this long is dead. */
const DEAD_MS = 60_000;
/** A client that reads nothing never answers a close. */
export const TERMINATE_MS = 1_000;
/** With keys, a client must authenticate within this time. */
const HELLO_MS = 10_000;
/** Maximum frames per second, acknowledgements included. */
const MAX_FRAMES_PER_S = 2_000;
/** Maximum rejected calls between two probes; then the connection is closed. */
const MAX_REJECTED = 100;
const RETRY_AFTER_MS = 1_000;
/** If the budget is used up, a client that reads nothing for this long is closed, in milliseconds. */
const STALLED_MS = 5_000;

/** One connection: its subscriptions and limits. */
export class Session implements SubscriptionPort {
  readonly clock: Clock;
  readonly subscriptions: Subscriptions;
  private readonly inbox: Inbox;
  private readonly outbox: Outbox;
  private readonly calls: CallQueue;
  private readonly controls: RateLimit;
  private readonly frames: RateLimit;
  private caps: ReadonlySet<string> | undefined;
  private key: ApiKey | undefined;
  /** Releases the connection's place in the quota of its key. */
  private leave: (() => void) | undefined;
  /** Ends the wait for a `hello` with a key. */
  private stopWaiting: (() => void) | undefined;
  private rejected = 0;
  private isClosed = false;
  private lastProbe = { p: 0, st: 0 };
  private probedAtMs: number;

  /** @param onHello called once the client is authenticated */
  constructor(
    private readonly socket: Socket,
    private readonly shared: Shared,
    pipe: Pipe,
    private readonly onHello: () => void,
  ) {
    const { clock, budget } = shared;
    const nowMs = clock.now();
    this.clock = clock;
    this.subscriptions = new Subscriptions(this, shared);
    this.calls = new CallQueue(budget);
    this.inbox = new Inbox(clock, budget, pipe);
    this.outbox = new Outbox(socket, pipe, clock, budget, shared.scratch, () =>
      this.subscriptions.onRoom(),
    );
    this.controls = new RateLimit(STREAM_LIMITS.controls_per_s, nowMs);
    this.frames = new RateLimit(MAX_FRAMES_PER_S, nowMs);
    this.probedAtMs = nowMs;
    if (shared.admission.hasKeys)
      this.stopWaiting = clock.after(HELLO_MS, () => this.close(CLOSE_CODES.no_hello, "no hello"));
  }

  /**
   * Whether the client may send one more frame now; if not, the connection is being closed.
   * @param bytes of the frame's text
   */
  admits(bytes: number): boolean {
    this.heard(bytes);
    if (this.isClosed) return false;
    if (this.frames.take(this.clock.now()) === 0) return true;
    this.reject(new StreamError("rate_limited", "Too many frames.", { temporary: true }), {});
    this.close(CLOSE_CODES.rate, "too many frames");
    return false;
  }

  /** Whether the client may call; if it must authenticate first, the connection is closed. */
  get isAuthenticated(): boolean {
    if (this.isClosed) return false;
    if (this.caps !== undefined || !this.shared.admission.hasKeys) return true;
    this.rejectAndClose("unauthorized", "Send `hello` with your API key as `token` first.");
    return false;
  }

  /** The client is alive: it sent a frame or a ping. @param bytes of its payload */
  heard(bytes: number): void {
    this.inbox.took(bytes);
  }

  hello(frame: ClientFrameOf<"hello">): void {
    if (this.isClosed) return;
    if (this.caps !== undefined || this.subscriptions.size > 0) {
      this.reject(
        new StreamError("bad_request", "`hello` must be the first frame, and sent only once."),
        {},
      );
      return;
    }
    if (this.shared.admission.hasKeys && !this.authenticate(frame.token)) return;
    this.caps = new Set(frame.caps);
    this.sendFrame({
      t: "welcome",
      session: randomUUID(),
      server_time: this.clock.wall(),
      probe_ms: PROBE_MS,
      limits: { ...STREAM_LIMITS },
    });
  }

  subscribe(frame: ClientFrameOf<"subscribe">): void {
    this.call(frame, async () => {
      await this.shared.admission.countCall(this.key);
      await this.subscriptions.open(frame, this.caps ?? new Set(), this.key);
    });
  }

  control(frame: ClientFrameOf<"control">): void {
    const retryAfterMs = this.controls.take(this.clock.now());
    if (retryAfterMs > 0) {
      const message = `At most ${STREAM_LIMITS.controls_per_s} controls a second.`;
      this.rejectForNow(message, retryAfterMs, frame);
      return;
    }
    this.call(frame, async () => {
      await this.shared.admission.countCall(this.key);
      await this.subscriptions.control(frame);
    });
  }

  unsubscribe(frame: ClientFrameOf<"unsubscribe">): void {
    this.call(frame, () => {
      this.subscriptions.unsubscribe(frame);
      return Promise.resolve();
    });
  }

  ack(frame: ClientFrameOf<"ack">): void {
    try {
      this.subscriptions.ack(frame);
    } catch (error) {
      this.reject(this.shared.toStreamError(error), frame);
    }
  }

  probeAck({ p, seq }: ClientFrameOf<"probe_ack">): void {
    if (p !== this.lastProbe.p) return;
    const lag = seq === undefined ? undefined : Math.max(0, this.shared.market.head - seq);
    recordProbe(this.clock.now() - this.probedAtMs, lag);
  }

  /** Reports an error of a frame. */
  reject(error: StreamError, about: About): void {
    this.sendFrame(errorFrame(error, about));
    this.rejected += 1;
    if (this.rejected > MAX_REJECTED) this.close(CLOSE_CODES.rate, "too many rejected calls");
  }

  /** The message was not a frame. */
  malformed(message: string): void {
    this.sendFrame(errorFrame(new StreamError("bad_request", message), {}));
    this.close(CLOSE_CODES.malformed, "malformed");
  }

  sendFrame(frame: ServerFrame): void {
    const text = JSON.stringify(frame);
    this.outbox.frame(Buffer.byteLength(text), (buffer, at) => void buffer.write(text, at));
    if (this.outbox.isOverfull) this.close(CLOSE_CODES.slow, "answers are not read");
  }

  /** Closes the connection; by force if the client does not answer. */
  close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.end();
    this.outbox.flush();
    this.socket.close(code, reason);
    this.clock.after(TERMINATE_MS, () => this.socket.terminate());
  }

  /** The connection has closed: releases its resources. */
  gone(): void {
    this.end();
    this.outbox.drop();
    this.inbox.drop();
  }

  /** The log has another epoch: ends its subscriptions. */
  epochChanged(): void {
    this.subscriptions.epochChanged();
  }

  /** Unsent bytes of a client that has stopped reading; 0 for any other. */
  get stalledBytes(): number {
    const { waiting } = this.outbox;
    const isStalled = this.clock.now() - this.outbox.lastTakenMs >= STALLED_MS;
    return isStalled && !this.isClosed ? waiting : 0;
  }

  /** Called about every second. */
  tick(): void {
    const nowMs = this.clock.now();
    this.subscriptions.tick();
    this.inbox.count();
    if (this.isClosed) return;
    // Subscriptions that wait for memory are woken only here.
    if (this.outbox.hasRoom) this.subscriptions.onRoom();
    // A client that reads is alive, though its answers to probes may be delayed by what it still has to read.
    if (nowMs - Math.max(this.inbox.lastHeardMs, this.outbox.lastTakenMs) > DEAD_MS) {
      this.close(CLOSE_CODES.slow, "nothing was heard for a minute");
      return;
    }
    // A client that reads nothing is not sent more.
    if (!this.outbox.hasRoom) return;
    if (nowMs - this.outbox.lastSentMs >= HEARTBEAT_MS) this.subscriptions.heartbeat();
    if (nowMs - this.probedAtMs >= PROBE_MS) {
      this.probedAtMs = nowMs;
      this.lastProbe = { p: this.lastProbe.p + 1, st: this.clock.wall() };
      this.rejected = 0;
      this.sendFrame({ t: "probe", ...this.lastProbe });
      this.socket.ping();
    }
  }

  hasRoom(): boolean {
    return this.outbox.hasRoom;
  }
  hasMemory(): boolean {
    return this.shared.budget.hasRoom;
  }
  frame(bytes: number, fill: (buffer: Buffer, at: number) => void): void {
    this.outbox.frame(bytes, fill);
  }
  together<T>(write: () => T): T {
    return this.outbox.together(write);
  }
  ask(worker: Worker): void {
    this.shared.turns.ask(worker);
  }
  awaitNews(worker: Worker): void {
    this.shared.news.await(worker);
  }
  delivered(item: Item): void {
    recordDelivery(item, this.clock.wall());
  }
  over(sub: string, isWished: boolean): void {
    this.subscriptions.drop(sub);
    if (isWished && this.subscriptions.size === 0) this.close(CLOSE_CODES.ended, "ended");
  }
  tooSlow(): void {
    this.close(CLOSE_CODES.slow, "too slow");
  }

  /** Stops all work for the connection. */
  private end(): void {
    this.isClosed = true;
    this.stopWaiting?.();
    this.leave?.();
    this.leave = undefined;
    this.subscriptions.dropAll();
  }

  /** Queues a call. Its errors are sent to the client. */
  private call({ id, sub }: { id: string | number; sub: string }, run: () => Promise<void>): void {
    if (!this.calls.hasRoom) {
      const message = `At most ${MAX_QUEUED_CALLS} calls wait for their answers.`;
      this.rejectForNow(message, RETRY_AFTER_MS, { id, sub });
      return;
    }
    this.calls.push(async () => {
      if (this.isClosed) return;
      try {
        await run();
      } catch (error) {
        const streamError = this.shared.toStreamError(error);
        if (!this.isClosed) this.reject(streamError, { id, sub });
      }
    }, this.inbox.frameBytes);
  }

  private rejectForNow(message: string, retryAfterMs: number, { id, sub }: About): void {
    const more = { temporary: true, retry_after_ms: retryAfterMs };
    this.reject(new StreamError("rate_limited", message, more), { id, sub });
  }

  /** @returns whether the token is a key with the scope `read`; else the connection is closed */
  private authenticate(token: string | undefined): boolean {
    const key = this.shared.admission.findKey(token);
    if (key === undefined) {
      this.rejectAndClose("unauthorized", "This API key is not known.");
      return false;
    }
    if (!key.scopes.has("read")) {
      this.rejectAndClose("forbidden", "This API key lacks the scope read.");
      return false;
    }
    this.stopWaiting?.();
    this.onHello();
    try {
      this.leave = this.shared.admission.connect(key);
    } catch (error) {
      this.sendFrame(errorFrame(this.shared.toStreamError(error), {}));
      this.close(CLOSE_CODES.full, "too many connections of one key");
      return false;
    }
    this.key = key;
    return true;
  }

  private rejectAndClose(code: "unauthorized" | "forbidden", message: string): void {
    this.sendFrame(errorFrame(new StreamError(code, message), {}));
    this.close(CLOSE_CODES.auth, code);
  }
}
