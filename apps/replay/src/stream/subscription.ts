import type { MarkPhase } from "#contracts";

import type { Item } from "../source/item.js";
import type { Source } from "../source/source.js";
import { MAX_TIMER_MS } from "./clock.js";
import { EventWriter } from "./event-writer.js";
import { Pacer } from "./pacer.js";
import { StreamError } from "./stream-error.js";
import type { SubscriptionOptions, SubscriptionPort } from "./subscription-options.js";
import type { Worker } from "./turns.js";
import { Walk } from "./walk.js";

/** Events that one turn may send, filtered ones included. */
const TURN_EVENTS = 256;
/** How long a live client may be held back before it counts as slow, in milliseconds. */
const SLOW_AFTER_MS = 1_000;

/**
 * One walk over the places of a source. Live, catching up and replaying are the same walk: it takes the next event
 * where it finds it, and stops where there is none yet, where it is not due, or where the client has no room. Nothing
 * is queued for a client beyond what its socket holds; what it could not take is read again when it can.
 */
export class Subscription implements Worker {
  protected readonly writer: EventWriter;
  protected walk: Walk;
  protected pacer: Pacer | undefined;
  protected to: number | undefined;
  protected phase: MarkPhase | undefined;
  protected isPaused = false;
  protected steps = 0;
  /** Where it began, and where its gen did. */
  private readonly startSeq: number;
  private genSeq: number;
  private isOver = false;
  /** When this turn began: for what is sent in it, now. */
  private turnMs = 0;
  private heldSinceMs: number | undefined;
  private stopTimer: (() => void) | undefined;

  constructor(
    protected readonly options: SubscriptionOptions,
    protected readonly port: SubscriptionPort,
  ) {
    const { source, seq, to, speed } = options;
    this.writer = new EventWriter(options.sub, port, options.hasBatches, options.hasAcks);
    this.walk = new Walk(source, seq);
    this.startSeq = seq;
    this.genSeq = seq;
    this.to = to;
    this.pacer = speed === 0 ? undefined : new Pacer(speed, originOf(source, seq));
    this.writer.startHash(this.isReplay);
  }

  get source(): Source {
    return this.walk.source;
  }
  get seq(): number {
    return this.walk.seq;
  }
  get gen(): number {
    return this.writer.gen;
  }

  turn(): boolean {
    this.stopTimer?.();
    this.stopTimer = undefined;
    this.turnMs = this.port.clock.now();
    return this.port.together(() => {
      let count = 0;
      while (count < TURN_EVENTS && !this.isOver && this.step()) count += 1;
      this.writer.flush();
      return count === TURN_EVENTS;
    });
  }

  /** The client has acknowledged. @throws StreamError `bad_request` */
  ack(gen: number, n: number): void {
    if (gen !== this.gen) return;
    if (this.writer.window?.ack(n) === false)
      throw new StreamError("bad_request", `Nothing with n ${n} was sent.`);
    if (this.heldSinceMs !== undefined) this.port.ask(this);
  }

  /** The connection has room again. */
  onRoom(): void {
    if (this.heldSinceMs !== undefined) this.port.ask(this);
  }

  /** Looked at every second or so. */
  tick(): void {
    const { heldSinceMs } = this;
    if (heldSinceMs === undefined || this.phase !== "live" || !this.options.closesWhenSlow) return;
    if (this.port.clock.now() - heldSinceMs >= SLOW_AFTER_MS) this.port.tooSlow();
  }

  /** Says where it is; also when nothing has happened for a while. */
  heartbeat(): void {
    if (this.phase !== undefined && !this.isOver) this.mark(this.phase);
  }

  /** Ends it with an error that cannot be mended. */
  fail(error: StreamError): void {
    if (this.isOver) return;
    this.writer.flush();
    this.port.tell({
      t: "error",
      sub: this.options.sub,
      code: error.code,
      message: error.message,
      temporary: false,
      ...error.more,
    });
    this.port.over(this.options.sub, false);
  }

  close(): void {
    this.isOver = true;
    this.stopTimer?.();
    this.stopTimer = undefined;
    this.walk.leave();
  }

  protected get isReplay(): boolean {
    return !this.source.isLive || this.to !== undefined || this.pacer !== undefined;
  }

  protected mark(phase: MarkPhase): void {
    this.writer.flush();
    this.phase = phase;
    const hash = this.writer.hashText;
    this.port.tell({
      t: "mark",
      sub: this.options.sub,
      gen: this.gen,
      phase,
      seq: this.seq,
      n: this.writer.n,
      head: this.source.head,
      epoch: this.source.epoch,
      ...(this.source.isLive ? { stream: "market" as const } : {}),
      ...(hash === undefined ? {} : { hash }),
    });
  }

  /** One event, or one thing in the way of it. @returns whether there may be more at once */
  private step(): boolean {
    if (this.phase === "ended" || (this.isPaused && this.steps === 0)) return false;
    const end = this.to ?? (this.source.isLive ? undefined : this.source.head);
    if (end !== undefined && this.seq >= end) return this.finish();
    if (this.source.isLive && this.seq >= this.source.head) return this.atHead();
    if (this.phase === undefined) this.mark("catching_up");
    const item = this.next();
    if (item === undefined) return false;
    if (this.options.wants !== undefined && !this.options.wants(item)) {
      this.walk.passed(item);
      return true;
    }
    if (!this.isDue(item)) return false;
    if (!this.writer.hasRoom || !this.port.hasRoom()) {
      this.heldSinceMs ??= this.port.clock.now();
      return false;
    }
    this.heldSinceMs = undefined;
    this.walk.passed(item);
    this.writer.write(item, this.turnMs, this.isWhole);
    if (!item.isDelivered && this.phase === "live") this.port.delivered(item);
    if (this.isPaused) {
      this.pacer?.skipTo(item.dueMs);
      this.steps -= 1;
      if (this.steps === 0) this.mark("paused");
    }
    return true;
  }

  /** Every event of the source from its first was written, so that its own hash is this one's. */
  private get isWhole(): boolean {
    return this.genSeq === 0 && this.options.wants === undefined;
  }

  private next(): Item | undefined {
    const found = this.walk.next();
    if (found.kind === "item") {
      // What was in memory a moment ago has to be read again: it is not live any more.
      if (!found.isRecent && this.phase === "live") {
        if (this.options.closesWhenSlow && this.heldSinceMs !== undefined) {
          this.port.tooSlow();
          return undefined;
        }
        this.mark("fell_behind");
      }
      return found.item;
    }
    if (found.kind === "gap") {
      this.writer.flush();
      this.port.tell({ t: "gap", sub: this.options.sub, ...found.gap, reason: "retention" });
      this.port.ask(this);
      return undefined;
    }
    if (found.kind === "reading") {
      const { gen } = this;
      // Whoever waits for the store keeps what it has sent already going.
      void found.done.then(
        () => {
          if (!this.isOver && this.gen === gen) this.port.ask(this);
        },
        (error: unknown) => {
          if (error instanceof StreamError) this.fail(error);
          else this.later(READ_AGAIN_MS);
        },
      );
    }
    return undefined;
  }

  private isDue(item: Item): boolean {
    if (this.pacer === undefined || this.isPaused) return true;
    const inMs = this.pacer.dueIn(item.dueMs, this.turnMs);
    // Timers tell whole milliseconds.
    if (inMs < 0.5) return true;
    this.later(inMs);
    return false;
  }

  private later(delayMs: number): void {
    this.stopTimer?.();
    if (this.isOver) return;
    // A timer that goes off before its time finds that it is not time yet, and is set again.
    this.stopTimer = this.port.clock.after(Math.min(delayMs, MAX_TIMER_MS), () =>
      this.port.ask(this),
    );
  }

  private atHead(): boolean {
    // A replay that has come to now goes on with it.
    this.pacer = undefined;
    this.heldSinceMs = undefined;
    if (this.isPaused) {
      this.steps = 0;
      this.mark("paused");
      return false;
    }
    if (this.phase !== "live") this.mark("live");
    this.port.awaitNews(this);
    return false;
  }

  private finish(): boolean {
    const { onEnd } = this.options;
    this.mark("ended");
    if (onEnd === "live") {
      this.goLive();
      return true;
    }
    // A round in which nothing was sent would be followed by the same, for ever.
    if (onEnd === "loop" && this.writer.n > 0) {
      this.moveTo(this.startSeq, originOf(this.source, this.startSeq));
      return true;
    }
    if (onEnd === "close") this.port.over(this.options.sub, true);
    return false;
  }

  /** Leaves a replay for the live stream, with nothing in between left out. */
  protected goLive(): void {
    this.to = undefined;
    this.pacer = undefined;
    this.phase = undefined;
    this.isPaused = false;
    if (this.source.isLive) {
      this.writer.startHash(false);
      return;
    }
    this.walk.leave();
    this.walk = new Walk(this.options.market, this.options.marketSeq);
    this.writer.nextGen(false);
  }

  /** Goes on behind another place, as another gen. */
  protected moveTo(seq: number, originDueMs: number | undefined): void {
    this.walk.leave();
    this.walk = new Walk(this.source, seq);
    this.genSeq = seq;
    this.phase = undefined;
    this.heldSinceMs = undefined;
    this.writer.nextGen(this.isReplay);
    this.pacer = this.pacer?.from(originDueMs);
  }
}

/** A manifest's time line begins with the manifest; elsewhere it begins with the first event. */
export const originOf = (source: Source, seq: number): number | undefined =>
  !source.isLive && seq === 0 ? 0 : undefined;

/** After the store could not be read, in milliseconds. */
const READ_AGAIN_MS = 500;
