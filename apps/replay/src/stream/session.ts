import {
  CLOSE_CODES,
  STREAM_LIMITS,
  type ClientFrame,
  type ClientFrameOf,
  type ServerFrame,
} from "#contracts";
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
const TERMINATE_MS = 1_000;
/** Where there are keys, the first frame shows one within so long. */
const HELLO_MS = 10_000;
/** Frames a second, acknowledgements included; more is a flood. */
const MAX_FRAMES_PER_S = 2_000;
/** Refused calls between two probes that a client is told of before it is sent away. */
const MAX_REFUSED = 100;

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
  private calls: Promise<void> = Promise.resolve();
  private refused = 0;
  private isClosed = false;
  private lastHeardMs: number;
  private lastProbe = { p: 0, st: 0 };

  constructor(
    private readonly socket: Socket,
    private readonly hub: StreamHub,
    pipe?: Pipe,
  ) {
    this.clock = hub.clock;
    const nowMs = hub.clock.now();
    this.subscriptions = new Subscriptions(this, hub);
    this.outbox = new Outbox(socket, hub.clock, () => this.subscriptions.onRoom(), pipe);
    this.controls = new RateLimit(STREAM_LIMITS.controls_per_s, nowMs);
    this.frames = new RateLimit(MAX_FRAMES_PER_S, nowMs);
    this.lastHeardMs = nowMs;
    this.lastProbe.st = nowMs;
    if (hub.judgeKey !== undefined)
      this.stopWaiting = hub.clock.after(HELLO_MS, () =>
        this.close(CLOSE_CODES.no_hello, "no hello"),
      );
  }

  /** Whether the client may send one more frame now; when not, it is on its way out. */
  admits(): boolean {
    this.heard();
    if (this.isClosed) return false;
    if (this.frames.take(this.hub.clock.now()) === 0) return true;
    this.refuse(new StreamError("rate_limited", "Too many frames.", { temporary: true }), {});
    this.close(CLOSE_CODES.rate, "too many frames");
    return false;
  }

  heard(): void {
    this.lastHeardMs = this.hub.clock.now();
  }

  /** Takes a frame that fits its schema. What goes wrong is told to the client. */
  take(frame: ClientFrame): void {
    if (this.isClosed) return;
    if (frame.t !== "hello" && this.caps === undefined && this.hub.judgeKey !== undefined)
      this.sendAway("unauthorized", "Say `hello` with your API key as `token` first.");
    else if (frame.t === "ack") this.attempt(frame, () => this.subscriptions.ack(frame));
    else if (frame.t === "probe_ack") this.probed(frame);
    else if (frame.t === "hello") this.attempt({}, () => this.hello(frame));
    else {
      const retryAfterMs = frame.t === "control" ? this.controls.take(this.hub.clock.now()) : 0;
      if (retryAfterMs > 0) this.limitControls(frame, retryAfterMs);
      // One after the other: a control may be on the heels of the subscribe that it needs.
      else this.calls = this.calls.then(() => this.call(frame));
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
  }

  /** Closes it; by force when the client does not answer. */
  close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.end();
    this.socket.close(code, reason);
    this.hub.clock.after(TERMINATE_MS, () => this.socket.terminate());
  }

  /** The connection is gone. */
  end(): void {
    this.isClosed = true;
    this.stopWaiting?.();
    this.subscriptions.dropAll();
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
    if (this.isClosed) return;
    if (nowMs - this.lastHeardMs > DEAD_MS) {
      this.close(CLOSE_CODES.slow, "nothing was heard for a minute");
      return;
    }
    // Somebody who takes nothing is not sent more to be held for it.
    if (!this.outbox.hasRoom) return;
    if (nowMs - this.outbox.lastSentMs >= HEARTBEAT_MS) this.subscriptions.heartbeat();
    if (nowMs - this.lastProbe.st >= PROBE_MS) {
      this.lastProbe = { p: this.lastProbe.p + 1, st: nowMs };
      this.refused = 0;
      this.tell({ t: "probe", ...this.lastProbe });
      this.socket.ping();
    }
  }

  private attempt(about: About, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.failed(error, about);
    }
  }

  private async call(
    frame: Exclude<ClientFrame, { t: "ack" | "probe_ack" | "hello" }>,
  ): Promise<void> {
    if (this.isClosed) return;
    try {
      if (frame.t === "subscribe") await this.subscriptions.open(frame, this.caps ?? new Set());
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
    switch (this.hub.judgeKey?.(frame.token)) {
      case "unauthorized":
        this.sendAway("unauthorized", "This API key is not one of ours.");
        return;
      case "forbidden":
        this.sendAway("forbidden", "This API key does not have the scope read.");
        return;
      case undefined:
        this.stopWaiting?.();
    }
    this.caps = new Set(frame.caps);
    this.tell({
      t: "welcome",
      session: this.id,
      server_time: this.hub.clock.now(),
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
    recordProbe(this.clock.now() - this.lastProbe.st, lag);
  }

  hasRoom(): boolean {
    return this.outbox.hasRoom;
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
    recordDelivery(item, this.clock.now());
  }
  over(sub: string, isWished: boolean): void {
    this.subscriptions.drop(sub);
    if (isWished && this.subscriptions.size === 0) this.close(CLOSE_CODES.ended, "ended");
  }
  tooSlow(): void {
    this.close(CLOSE_CODES.slow, "too slow");
  }
}
