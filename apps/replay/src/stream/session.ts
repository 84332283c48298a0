import {
  CLOSE_CODES,
  STREAM_LIMITS,
  type ClientFrame,
  type ClientFrameOf,
  type ServerFrame,
} from "#contracts";
import type { ApiKey } from "#keys";
import { randomUUID } from "node:crypto";

import type { Item } from "../source/item.js";
import type { Clock } from "./clock.js";
import { recordDelivery, recordProbe } from "./delivery.js";
import type { StreamHub } from "./hub.js";
import { Outbox, type Pipe, type Socket } from "./outbox.js";
import { RateLimit } from "./rate-limit.js";
import type { About } from "./read-frame.js";
import { errorFrame, StreamError } from "./stream-error.js";
import type { SubscriptionPort } from "./subscription-options.js";
import { Subscriptions } from "./subscriptions.js";
import type { Worker } from "./turns.js";

/** Between two probes, in milliseconds. */
const PROBE_MS = 10_000;
/** After so long without a frame, a mark tells that there is nothing new. */
const HEARTBEAT_MS = 10_000;
/** Of a client that was not heard of for so long, nothing will be heard. */
const DEAD_MS = 60_000;
/** A client that reads nothing never answers a close. */
export const TERMINATE_MS = 1_000;
/** Where there are keys, the first frame shows one within so long. */
const HELLO_MS = 10_000;
/** Frames a second, acknowledgements included; more is a flood. */
const MAX_FRAMES_PER_S = 2_000;
/** Refused calls between two probes that a client is told of before it is sent away. */
const MAX_REFUSED = 100;
/** Calls that wait for their turn. */
const MAX_QUEUED_CALLS = 64;
/** What a call takes in memory, for each byte of its text. */
const CALL_BYTES = 4;
/** What a frame of WebSocket has before its payload, when it comes in one piece. */
const headBytes = (payloadBytes: number): number =>
  payloadBytes < 126 ? 6 : payloadBytes < 65_536 ? 8 : 14;
const TRY_AGAIN_MS = 1_000;
/** A client that takes nothing of what waits for so long is closed where memory is short, in milliseconds. */
const STALLED_MS = 5_000;

type Call = Exclude<ClientFrame, { t: "ack" | "probe_ack" | "hello" }>;

/** One connection: what it has subscribed to, and what it may still do. */
export class Session implements SubscriptionPort {
  readonly clock: Clock;
  readonly id = randomUUID();
  private readonly subscriptions: Subscriptions;
  private readonly outbox: Outbox;
  private readonly controls: RateLimit;
  private readonly frames: RateLimit;
  private caps: ReadonlySet<string> | undefined;
  /** Ends the wait for a `hello` with a key. */
  private stopWaiting: (() => void) | undefined;
  private readonly calls: { frame: Call; bytes: number }[] = [];
  private isCalling = false;
  private frameBytes = 0;
  /** Bytes that came and were taken as frames, and those of a frame that is not whole yet, as last counted. */
  private takenBytes: number;
  private partialBytes = 0;
  private refused = 0;
  private isClosed = false;
  private key: ApiKey | undefined;
  private giveBack: (() => void) | undefined;
  private lastHeardMs: number;
  private lastProbe = { p: 0, st: 0 };
  private probedAtMs = 0;

  constructor(
    private readonly socket: Socket,
    private readonly hub: StreamHub,
    private readonly pipe?: Pipe,
  ) {
    this.takenBytes = pipe?.bytesRead ?? 0;
    this.clock = hub.clock;
    const nowMs = hub.clock.now();
    this.subscriptions = new Subscriptions(this, hub);
    this.outbox = new Outbox(
      socket,
      hub.clock,
      hub.budget,
      () => this.subscriptions.onRoom(),
      pipe,
    );
    this.controls = new RateLimit(STREAM_LIMITS.controls_per_s, nowMs);
    this.frames = new RateLimit(MAX_FRAMES_PER_S, nowMs);
    this.lastHeardMs = nowMs;
    this.probedAtMs = nowMs;
    if (hub.hasKeys)
      this.stopWaiting = hub.clock.after(HELLO_MS, () =>
        this.close(CLOSE_CODES.no_hello, "no hello"),
      );
  }

  /**
   * Whether the client may send one more frame now; when not, it is on its way out.
   * @param bytes of the frame's text
   */
  admits(bytes: number): boolean {
    this.heard(bytes);
    this.frameBytes = bytes;
    if (this.isClosed) return false;
    if (this.frames.take(this.hub.clock.now()) === 0) return true;
    this.refuse(new StreamError("rate_limited", "Too many frames.", { temporary: true }), {});
    this.close(CLOSE_CODES.rate, "too many frames");
    return false;
  }

  /** The client lives: it sent something, if only a ping. @param bytes of its payload */
  heard(bytes: number): void {
    this.takenBytes += bytes + headBytes(bytes);
    this.lastHeardMs = this.hub.clock.now();
  }

  /** Takes a frame that fits its schema. What goes wrong is told to the client. */
  take(frame: ClientFrame): void {
    if (this.isClosed) return;
    if (frame.t !== "hello" && this.caps === undefined && this.hub.hasKeys)
      this.sendAway("unauthorized", "Say `hello` with your API key as `token` first.");
    else if (frame.t === "ack") this.attempt(frame, () => this.subscriptions.ack(frame));
    else if (frame.t === "probe_ack") this.probed(frame);
    else if (frame.t === "hello") this.attempt({}, () => this.hello(frame));
    else {
      const retryAfterMs = frame.t === "control" ? this.controls.take(this.hub.clock.now()) : 0;
      if (retryAfterMs > 0) this.limitControls(frame, retryAfterMs);
      else this.queue(frame);
    }
  }

  /** Tells what was wrong with a frame. */
  refuse(error: StreamError, about: About): void {
    this.tell(errorFrame(error, about));
    this.refused += 1;
    if (this.refused > MAX_REFUSED) this.close(CLOSE_CODES.rate, "too many refused calls");
  }

  /** What came is no frame at all. */
  malformed(message: string): void {
    this.tell(errorFrame(new StreamError("bad_request", message), {}));
    this.close(CLOSE_CODES.malformed, "malformed");
  }

  tell(frame: ServerFrame): void {
    this.outbox.send(Buffer.from(JSON.stringify(frame)));
    if (this.outbox.isOverfull) this.close(CLOSE_CODES.slow, "answers are not read");
  }

  /** Closes it; by force when the client does not answer. */
  close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.end();
    this.socket.close(code, reason);
    this.hub.clock.after(TERMINATE_MS, () => this.socket.terminate());
  }

  /** The connection is gone, and with it what was held for it. */
  gone(): void {
    this.end();
    this.outbox.drop();
    this.hub.budget.change(-this.partialBytes);
    this.partialBytes = 0;
  }

  /** Nothing is done for it any more. */
  private end(): void {
    this.isClosed = true;
    this.stopWaiting?.();
    this.giveBack?.();
    this.giveBack = undefined;
    this.subscriptions.dropAll();
  }

  /** Bytes that are held for it; 0 while it takes what it is sent. */
  get stalledBytes(): number {
    const { waiting } = this.outbox;
    const isStalled = this.clock.now() - this.outbox.lastTakenMs >= STALLED_MS;
    return waiting > 0 && isStalled && !this.isClosed ? waiting : 0;
  }

  /** The log is another one: what was subscribed to is gone. */
  epochChanged(): void {
    this.subscriptions.epochChanged();
  }

  /** Ids of the replays that it follows. */
  get replays(): string[] {
    return this.subscriptions.replays;
  }
  endReplays(isGone: (id: string) => boolean): void {
    this.subscriptions.endReplays(isGone);
  }

  /** Looked at every second or so. */
  tick(): void {
    const nowMs = this.hub.clock.now();
    this.subscriptions.tick();
    this.countPartial();
    if (this.isClosed) return;
    // Whoever is held for memory's sake hears of room in no other way.
    if (this.outbox.hasRoom) this.subscriptions.onRoom();
    // A client that takes what waits for it lives, though its answers to probes wait behind that.
    if (nowMs - Math.max(this.lastHeardMs, this.outbox.lastTakenMs) > DEAD_MS) {
      this.close(CLOSE_CODES.slow, "nothing was heard for a minute");
      return;
    }
    // Somebody who takes nothing is not sent more to be held for it.
    if (!this.outbox.hasRoom) return;
    if (nowMs - this.outbox.lastSentMs >= HEARTBEAT_MS) this.subscriptions.heartbeat();
    if (nowMs - this.probedAtMs >= PROBE_MS) {
      this.probedAtMs = nowMs;
      this.lastProbe = { p: this.lastProbe.p + 1, st: this.clock.wall() };
      this.refused = 0;
      this.tell({ t: "probe", ...this.lastProbe });
      this.socket.ping();
    }
  }

  /** One after the other: a control may be on the heels of the subscribe that it needs. */
  private queue(frame: Call): void {
    const isFull =
      this.calls.length >= MAX_QUEUED_CALLS || (this.calls.length > 0 && !this.hub.budget.hasRoom);
    if (isFull) {
      const message = `At most ${MAX_QUEUED_CALLS} calls wait for their answers.`;
      this.refuse(
        new StreamError("rate_limited", message, {
          temporary: true,
          retry_after_ms: TRY_AGAIN_MS,
        }),
        { id: frame.id, sub: frame.sub },
      );
      return;
    }
    const bytes = this.frameBytes * CALL_BYTES;
    this.calls.push({ frame, bytes });
    this.hub.budget.change(bytes);
    if (!this.isCalling) void this.work();
  }

  private async work(): Promise<void> {
    this.isCalling = true;
    for (let next = this.calls[0]; next !== undefined; next = this.calls[0]) {
      await this.call(next.frame);
      this.calls.shift();
      this.hub.budget.change(-next.bytes);
    }
    this.isCalling = false;
  }

  /** What has come of a frame that is not whole yet. */
  private countPartial(): void {
    if (this.pipe === undefined) return;
    const { bytesRead } = this.pipe;
    const bytes = Math.min(STREAM_LIMITS.inbound_bytes, Math.max(0, bytesRead - this.takenBytes));
    this.hub.budget.change(bytes - this.partialBytes);
    this.partialBytes = bytes;
  }

  /** Memory is short. */
  rest(): void {
    this.subscriptions.rest();
  }

  private attempt(about: About, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.failed(error, about);
    }
  }

  private async call(frame: Call): Promise<void> {
    if (this.isClosed) return;
    try {
      if (this.key !== undefined && frame.t !== "unsubscribe")
        await this.hub.countRequest(this.key);
      if (frame.t === "subscribe")
        await this.subscriptions.open(frame, this.caps ?? new Set(), this.key?.name);
      else if (frame.t === "control") await this.subscriptions.control(frame);
      else this.subscriptions.unsubscribe(frame);
    } catch (error) {
      this.failed(error, { id: frame.id, sub: frame.sub });
    }
  }

  private failed(error: unknown, about: About): void {
    if (this.isClosed) return;
    this.refuse(error instanceof StreamError ? error : this.hub.unforeseen(error), about);
  }

  private limitControls(about: About, retryAfterMs: number): void {
    const message = `At most ${STREAM_LIMITS.controls_per_s} controls a second.`;
    this.refuse(
      new StreamError("rate_limited", message, { temporary: true, retry_after_ms: retryAfterMs }),
      about,
    );
  }

  private hello(frame: ClientFrameOf<"hello">): void {
    if (this.caps !== undefined || this.subscriptions.size > 0)
      throw new StreamError("bad_request", "`hello` comes once, and first.");
    if (this.hub.hasKeys) {
      const key = this.hub.findKey(frame.token);
      if (key === undefined) {
        this.sendAway("unauthorized", "This API key is not one of ours.");
        return;
      }
      if (!key.scopes.has("read")) {
        this.sendAway("forbidden", "This API key does not have the scope read.");
        return;
      }
      this.stopWaiting?.();
      this.giveBack = this.hub.authenticated(this, key.name);
      if (this.giveBack === undefined) {
        const message = `Key ${key.name} has all the connections that one key may have here.`;
        this.tell(errorFrame(new StreamError("limit", message, { temporary: true }), {}));
        this.close(CLOSE_CODES.full, "too many connections of one key");
        return;
      }
      this.key = key;
    }
    this.caps = new Set(frame.caps);
    this.tell({
      t: "welcome",
      session: this.id,
      server_time: this.hub.clock.wall(),
      probe_ms: PROBE_MS,
      limits: { ...STREAM_LIMITS },
    });
  }

  private sendAway(code: "unauthorized" | "forbidden", message: string): void {
    this.tell(errorFrame(new StreamError(code, message), {}));
    this.close(CLOSE_CODES.auth, code);
  }

  private probed({ p, seq }: ClientFrameOf<"probe_ack">): void {
    if (p !== this.lastProbe.p) return;
    const lag = seq === undefined ? undefined : Math.max(0, this.hub.market.head - seq);
    recordProbe(this.clock.now() - this.probedAtMs, lag);
  }

  hasRoom(): boolean {
    return this.outbox.hasRoom;
  }
  hasMemory(): boolean {
    return this.hub.budget.hasRoom;
  }
  send(frame: Buffer): void {
    this.outbox.send(frame);
  }
  together<T>(write: () => T): T {
    return this.outbox.together(write);
  }
  ask(worker: Worker): void {
    this.hub.turns.ask(worker);
  }
  awaitNews(worker: Worker): void {
    this.hub.awaitNews(worker);
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
}
