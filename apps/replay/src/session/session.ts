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

/** Between two probes, in milliseconds. */
const PROBE_MS = 10_000;
/** After so long without a frame, a mark tells that there is nothing new. */
const HEARTBEAT_MS = 10_000;
/** A client that neither sent nor took anything for so long is gone. */
const DEAD_MS = 60_000;
/** A client that reads nothing never answers a close. */
export const TERMINATE_MS = 1_000;
/** Where there are keys, the first frame shows one within so long. */
const HELLO_MS = 10_000;
/** Frames a second, acknowledgements included; more is a flood. */
const MAX_FRAMES_PER_S = 2_000;
/** Rejected calls between two probes that a client is told of before it is sent away. */
const MAX_REJECTED = 100;
const RETRY_AFTER_MS = 1_000;
/** A client that takes nothing of what waits for so long is closed where memory is short, in milliseconds. */
const STALLED_MS = 5_000;

/** One connection: what it has subscribed to, and what it may still do. */
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
  /** Gives back the connection's place among those of its key. */
  private leave: (() => void) | undefined;
  /** Ends the wait for a `hello` with a key. */
  private stopWaiting: (() => void) | undefined;
  private rejected = 0;
  private isClosed = false;
  private lastProbe = { p: 0, st: 0 };
  private probedAtMs: number;

  /** @param onHello the client has shown its key */
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
   * Whether the client may send one more frame now; when not, it is on its way out.
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

  /** Whether the client may call, having shown a key where there are keys; when not, it is sent away. */
  get isAuthenticated(): boolean {
    if (this.isClosed) return false;
    if (this.caps !== undefined || !this.shared.admission.hasKeys) return true;
    this.sendAway("unauthorized", "Say `hello` with your API key as `token` first.");
    return false;
  }

  /** The client lives: it sent something, if only a ping. @param bytes of its payload */
  heard(bytes: number): void {
    this.inbox.took(bytes);
  }

  hello(frame: ClientFrameOf<"hello">): void {
    if (this.isClosed) return;
    if (this.caps !== undefined || this.subscriptions.size > 0) {
      this.reject(new StreamError("bad_request", "`hello` comes once, and first."), {});
      return;
    }
    if (this.shared.admission.hasKeys && !this.authenticate(frame.token)) return;
    this.caps = new Set(frame.caps);
    this.tell({
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

  /** Tells what was wrong with a frame. */
  reject(error: StreamError, about: About): void {
    this.tell(errorFrame(error, about));
    this.rejected += 1;
    if (this.rejected > MAX_REJECTED) this.close(CLOSE_CODES.rate, "too many rejected calls");
  }

  /** What came is no frame at all. */
  malformed(message: string): void {
    this.tell(errorFrame(new StreamError("bad_request", message), {}));
    this.close(CLOSE_CODES.malformed, "malformed");
  }

  tell(frame: ServerFrame): void {
    const text = JSON.stringify(frame);
    this.outbox.frame(Buffer.byteLength(text), (buffer, at) => void buffer.write(text, at));
    if (this.outbox.isOverfull) this.close(CLOSE_CODES.slow, "answers are not read");
  }

  /** Closes it; by force when the client does not answer. */
  close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.end();
    this.outbox.flush();
    this.socket.close(code, reason);
    this.clock.after(TERMINATE_MS, () => this.socket.terminate());
  }

  /** The connection is gone, and with it what was held for it. */
  gone(): void {
    this.end();
    this.outbox.drop();
    this.inbox.drop();
  }

  /** The log is another one: what was subscribed to is gone. */
  epochChanged(): void {
    this.subscriptions.epochChanged();
  }

  /** Bytes that wait for a client that has stopped taking them; 0 for any other. */
  get stalledBytes(): number {
    const { waiting } = this.outbox;
    const isStalled = this.clock.now() - this.outbox.lastTakenMs >= STALLED_MS;
    return isStalled && !this.isClosed ? waiting : 0;
  }

  /** Looked at every second or so. */
  tick(): void {
    const nowMs = this.clock.now();
    this.subscriptions.tick();
    this.inbox.count();
    if (this.isClosed) return;
    // Whoever is held for memory's sake hears of room in no other way.
    if (this.outbox.hasRoom) this.subscriptions.onRoom();
    // A client that takes what waits for it lives, though its answers to probes wait behind that.
    if (nowMs - Math.max(this.inbox.lastHeardMs, this.outbox.lastTakenMs) > DEAD_MS) {
      this.close(CLOSE_CODES.slow, "nothing was heard for a minute");
      return;
    }
    // Somebody who takes nothing is not sent more to be held for it.
    if (!this.outbox.hasRoom) return;
    if (nowMs - this.outbox.lastSentMs >= HEARTBEAT_MS) this.subscriptions.heartbeat();
    if (nowMs - this.probedAtMs >= PROBE_MS) {
      this.probedAtMs = nowMs;
      this.lastProbe = { p: this.lastProbe.p + 1, st: this.clock.wall() };
      this.rejected = 0;
      this.tell({ t: "probe", ...this.lastProbe });
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

  /** Nothing is done for it any more. */
  private end(): void {
    this.isClosed = true;
    this.stopWaiting?.();
    this.leave?.();
    this.leave = undefined;
    this.subscriptions.dropAll();
  }

  /** Runs a call in its turn. What goes wrong is told to the client. */
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
        const told = this.shared.toStreamError(error);
        if (!this.isClosed) this.reject(told, { id, sub });
      }
    }, this.inbox.frameBytes);
  }

  private rejectForNow(message: string, retryAfterMs: number, { id, sub }: About): void {
    const more = { temporary: true, retry_after_ms: retryAfterMs };
    this.reject(new StreamError("rate_limited", message, more), { id, sub });
  }

  /** @returns whether the token is a key that may follow; else the client is sent away */
  private authenticate(token: string | undefined): boolean {
    const key = this.shared.admission.findKey(token);
    if (key === undefined) {
      this.sendAway("unauthorized", "This API key is not one of ours.");
      return false;
    }
    if (!key.scopes.has("read")) {
      this.sendAway("forbidden", "This API key does not have the scope read.");
      return false;
    }
    this.stopWaiting?.();
    this.onHello();
    try {
      this.leave = this.shared.admission.connect(key);
    } catch (error) {
      this.tell(errorFrame(this.shared.toStreamError(error), {}));
      this.close(CLOSE_CODES.full, "too many connections of one key");
      return false;
    }
    this.key = key;
    return true;
  }

  private sendAway(code: "unauthorized" | "forbidden", message: string): void {
    this.tell(errorFrame(new StreamError(code, message), {}));
    this.close(CLOSE_CODES.auth, code);
  }
}
