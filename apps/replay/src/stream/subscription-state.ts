import type { MarkPhase } from "#contracts";

import type { Source } from "../source/source.js";
import { MAX_TIMER_MS } from "./clock.js";
import { EventWriter } from "./event-writer.js";
import { Pacer } from "./pacer.js";
import type { StreamError } from "./stream-error.js";
import type { SubscriptionOptions, SubscriptionPort } from "./subscription-options.js";
import type { Worker } from "./turns.js";
import { Walk } from "./walk.js";

/** Where a subscription is, what it tells of that, and how it is moved elsewhere. */
export abstract class SubscriptionState implements Worker {
  protected readonly writer: EventWriter;
  protected walk: Walk;
  protected pacer: Pacer | undefined;
  protected to: number | undefined;
  protected phase: MarkPhase | undefined;
  protected isPaused = false;
  protected steps = 0;
  /** Where it began, and where its gen did. */
  protected readonly startSeq: number;
  protected genSeq: number;
  protected isOver = false;
  /** When this turn began: what is due in it is due now. */
  protected turnMs = 0;
  /** The same on the wall clock, for what is stamped with it. */
  protected turnWallMs = 0;
  protected heldSinceMs: number | undefined;
  protected stopTimer: (() => void) | undefined;

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

  abstract turn(): boolean;

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

  protected later(delayMs: number): void {
    this.stopTimer?.();
    if (this.isOver) return;
    // A timer that goes off before its time finds that it is not time yet, and is set again.
    this.stopTimer = this.port.clock.after(Math.min(delayMs, MAX_TIMER_MS), () =>
      this.port.ask(this),
    );
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
