import type { Source } from "../source/source.js";
import { Pacer } from "./pacer.js";
import type { SubscriptionOptions } from "./port.js";
import { Walk } from "./walk.js";

/** The course of a subscription: its offset, its end, and its pace. */
export class Course {
  walk: Walk;
  /** Undefined as fast as possible. */
  pacer: Pacer | undefined;
  /** The last offset to send; undefined without end. */
  to: number | undefined;
  /** Where this gen began. */
  private genSeq: number;

  constructor(private readonly options: SubscriptionOptions) {
    const { source, seq, to, speed } = options;
    this.walk = new Walk(source, seq, this.options.domains);
    this.genSeq = seq;
    this.to = to;
    this.pacer = speed === 0 ? undefined : new Pacer(speed, originOf(source, seq));
  }

  get source(): Source {
    return this.walk.source;
  }
  get seq(): number {
    return this.walk.seq;
  }
  get speed(): number {
    return this.pacer?.speed ?? 0;
  }

  /** The offset at which it ends; undefined if it continues live. */
  get end(): number | undefined {
    return this.to ?? (this.source.isLive ? undefined : this.source.head);
  }

  /** Whether a running hash covers what was sent: on every stream but the plain live one. */
  get isReplay(): boolean {
    return !this.source.isLive || this.to !== undefined || this.pacer !== undefined;
  }

  /** Whether every event of the source is sent, so that the source's hash is this gen's. */
  get isWhole(): boolean {
    return this.genSeq === 0 && this.options.wants === undefined;
  }

  changeSpeed(speed: number, nowMs: number): void {
    if (speed === 0) this.pacer = undefined;
    else if (this.pacer === undefined) this.pacer = new Pacer(speed, undefined);
    else this.pacer.changeSpeed(speed, nowMs);
  }

  /**
   * Continues after another offset of the same source.
   * @param dueMs where on the time line that is; the first event's by default
   */
  moveTo(seq: number, dueMs?: number): void {
    const { source } = this;
    this.walk.leave();
    this.walk = new Walk(source, seq, this.options.domains);
    this.genSeq = seq;
    this.pacer = this.pacer?.from(dueMs ?? originOf(source, seq));
  }

  /** Goes back to where it began. */
  moveToStart(): void {
    this.moveTo(this.options.seq);
  }

  /** Whether the live stream still has the epoch from the start of this subscription. */
  get canGoLive(): boolean {
    return this.source.isLive || this.options.market.epoch === this.options.marketEpoch;
  }

  /** Continues with the live stream, without a gap. @returns whether that is another source */
  goLive(): boolean {
    this.to = undefined;
    this.pacer = undefined;
    if (this.source.isLive) return false;
    this.walk.leave();
    this.walk = new Walk(this.options.market, this.options.marketSeq, this.options.domains);
    return true;
  }
}

/** A manifest's time line begins with the manifest; elsewhere it begins with the first event. */
const originOf = (source: Source, seq: number): number | undefined =>
  !source.isLive && seq === 0 ? 0 : undefined;
