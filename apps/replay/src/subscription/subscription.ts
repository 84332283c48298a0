import type { ClientFrameOf, MarkPhase } from "#contracts";

import type { Item } from "../source/item.js";
import type { Source } from "../source/source.js";
import { MAX_TIMER_MS } from "./clock.js";
import { placeOf, speedOf, stepsOf } from "./controls.js";
import { Course } from "./course.js";
import { EventWriter } from "./event-writer.js";
import type { SubscriptionOptions, SubscriptionPort } from "./port.js";
import { nextState, PHASES, type Happening, type State } from "./states.js";
import { epochChanged, StreamError } from "./stream-error.js";
import type { Worker } from "./turns.js";

/** Maximum events per turn, filtered ones included. */
const TURN_EVENTS = 256;
/** How long a live client may lack room before it counts as slow, in milliseconds. */
const SLOW_AFTER_MS = 1_000;
/** Delay after a failed read, in milliseconds. */
const READ_AGAIN_MS = 500;

/**
 * One walk over the offsets of a source. Live, catch-up and replay are the same walk: it takes the next event
 * from memory or a page, and waits if there is none yet, if it is not due, or if the client has no room. Nothing
 * is queued for a client beyond its socket's limit; events are read again when it has room. Its states
 * are those of `states.ts`.
 */
export class Subscription implements Worker {
  private state: State = "starting";
  private readonly course: Course;
  private readonly writer: EventWriter;
  /** Remaining events of a `step`. */
  private steps = 0;
  /** Start of this turn, by which events are due. */
  private turnMs = 0;
  /** The same on the wall clock, for timestamps. */
  private turnWallMs = 0;
  private blockedSinceMs: number | undefined;
  private stopTimer: (() => void) | undefined;

  constructor(
    private readonly options: SubscriptionOptions,
    private readonly port: SubscriptionPort,
  ) {
    this.course = new Course(options);
    this.writer = new EventWriter(options.sub, port, options.hasBatches, options.hasAcks);
    this.writer.startHash(this.course.isReplay);
  }

  get source(): Source {
    return this.course.source;
  }
  get gen(): number {
    return this.writer.gen;
  }

  turn(): boolean {
    this.clearTimer();
    this.turnMs = this.port.clock.now();
    this.turnWallMs = this.port.clock.wall();
    return this.port.together(() => {
      let count = 0;
      while (count < TURN_EVENTS && this.step()) count += 1;
      this.writer.flush();
      if (!this.port.hasMemory()) this.rest();
      return count === TURN_EVENTS;
    });
  }

  /** The client has acknowledged. @throws StreamError `bad_request` */
  ack(gen: number, n: number): void {
    if (gen !== this.gen) return;
    if (this.writer.window?.ack(n) === false)
      throw new StreamError("bad_request", `Nothing with n ${n} was sent.`);
    this.onRoom();
  }

  /** The connection has room again. */
  onRoom(): void {
    if (this.blockedSinceMs !== undefined) this.port.ask(this);
  }

  /** The budget is used up: releases the current page. */
  rest(): void {
    this.course.walk.rest();
  }

  /** Called about every second. */
  tick(): void {
    const { blockedSinceMs } = this;
    if (blockedSinceMs === undefined || this.state !== "live" || !this.options.closesWhenSlow)
      return;
    if (this.port.clock.now() - blockedSinceMs >= SLOW_AFTER_MS) this.port.tooSlow();
  }

  /** Sends a mark after a while without frames. */
  heartbeat(): void {
    this.mark();
  }

  /** Ends it with a permanent error. */
  fail(error: StreamError): void {
    if (this.state === "over") return;
    this.writer.flush();
    this.port.sendFrame({
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
    this.state = nextState(this.state, "close");
    this.clearTimer();
    this.course.walk.leave();
  }

  /** Applies a control. @throws StreamError `bad_request` or `seek_range`; StorageUnavailableError */
  async control({ id, sub, op, value }: ClientFrameOf<"control">): Promise<void> {
    switch (op) {
      case "pause":
        this.pause();
        break;
      case "resume":
        this.state = nextState(this.state, "resume");
        this.steps = 0;
        break;
      case "speed":
        this.course.changeSpeed(speedOf(value), this.port.clock.now());
        break;
      case "step":
        this.stepOn(stepsOf(value));
        break;
      case "seek":
        await this.seek(value);
        if (this.hasEnded) return;
        break;
      case "live":
        this.leave();
        if (this.hasEnded) return;
        break;
    }
    const { seq, speed } = this.course;
    this.port.sendFrame({ t: "controlled", id, sub, gen: this.gen, seq, speed });
    if (this.state === "paused") this.mark();
    this.port.ask(this);
  }

  private pause(): void {
    this.state = nextState(this.state, "pause");
    this.steps = 0;
    this.course.pacer?.stop(this.port.clock.now());
  }

  private stepOn(steps: number): void {
    if (this.state !== "paused" && this.state !== "stepping")
      this.course.pacer?.stop(this.port.clock.now());
    this.state = nextState(this.state, "step");
    this.steps = this.state === "stepping" ? this.steps + steps : 0;
  }

  /** Whether it ended in the meantime: then nothing more is sent. */
  private get hasEnded(): boolean {
    return this.state === "over";
  }

  private async seek(value: ClientFrameOf<"control">["value"]): Promise<void> {
    const { source } = this;
    const place = await placeOf(value, source, this.course.to);
    if (this.hasEnded) return;
    // It may have changed to the live stream in the meantime.
    if (source !== this.source)
      throw new StreamError("bad_request", "There is another source now.");
    this.course.moveTo(place.seq, place.dueMs);
    this.moved();
  }

  /** Continues at another offset, with a new gen. */
  private moved(): void {
    this.state = nextState(this.state, "move");
    this.blockedSinceMs = undefined;
    this.writer.nextGen(this.course.isReplay);
  }

  /** Changes from a replay to the live stream. */
  private leave(): void {
    if (!this.course.canGoLive) {
      this.fail(epochChanged(this.options.market));
      return;
    }
    this.state = nextState(this.state, "leave");
    this.steps = 0;
    if (this.course.goLive()) this.writer.nextGen(false);
    else this.writer.startHash(false);
  }

  /** Sends one event, or handles what prevents it. @returns whether there may be more at once */
  private step(): boolean {
    if (this.state === "paused" || this.state === "ended" || this.state === "over") return false;
    const { seq, end, source } = this.course;
    if (end !== undefined && seq >= end) return this.finish();
    if (source.isLive && seq >= source.head) return this.atHead();
    this.enter("behind");
    const item = this.next(Math.min(end ?? source.head, source.head));
    if (item === undefined) return false;
    const { walk } = this.course;
    if (this.options.wants !== undefined && !this.options.wants(item)) {
      walk.passed(item);
      return true;
    }
    if (!this.isDue(item)) return false;
    if (!this.writer.hasRoom || !this.port.hasRoom()) {
      this.blockedSinceMs ??= this.port.clock.now();
      return false;
    }
    this.blockedSinceMs = undefined;
    walk.passed(item);
    this.writer.write(item, this.turnWallMs, this.course.isWhole);
    if (!item.isDelivered && this.state === "live") this.port.delivered(item);
    if (this.state === "stepping") this.stepped(item);
    return true;
  }

  private stepped(item: Item): void {
    this.course.pacer?.skipTo(item.dueMs);
    this.steps -= 1;
    if (this.steps === 0) this.enter("stepped");
  }

  /** @param to the last offset that may be passed */
  private next(to: number): Item | undefined {
    const { walk } = this.course;
    const found = walk.next(to);
    if (found.kind === "item") {
      // The next event has left memory and must be read again: no longer live.
      if (!found.isRecent && this.state === "live") {
        if (this.options.closesWhenSlow && this.blockedSinceMs !== undefined) {
          this.port.tooSlow();
          return undefined;
        }
        this.enter("overrun");
      }
      return found.item;
    }
    if (found.kind === "gap") {
      this.writer.flush();
      this.port.sendFrame({ t: "gap", sub: this.options.sub, ...found.gap, reason: "retention" });
      this.port.ask(this);
      return undefined;
    }
    // Flushes sent events before waiting for the store.
    if (found.kind === "reading")
      void found.done.then(
        () => {
          if (this.course.walk === walk && !this.hasEnded) this.port.ask(this);
        },
        (error: unknown) => {
          if (error instanceof StreamError) this.fail(error);
          else this.later(READ_AGAIN_MS);
        },
      );
    return undefined;
  }

  private isDue(item: Item): boolean {
    const { pacer } = this.course;
    if (pacer === undefined || this.state === "stepping") return true;
    const inMs = pacer.dueIn(item.dueMs, this.turnMs);
    // Timers have whole milliseconds.
    if (inMs < 0.5) return true;
    this.later(inMs);
    return false;
  }

  private atHead(): boolean {
    // A replay that has reached the head continues live.
    this.course.pacer = undefined;
    this.blockedSinceMs = undefined;
    this.steps = 0;
    this.enter("head");
    if (this.state === "live") this.port.awaitNews(this);
    return false;
  }

  private finish(): boolean {
    const { onEnd } = this.options;
    this.steps = 0;
    this.enter("end");
    if (onEnd === "live") {
      this.leave();
      return true;
    }
    // A loop in which nothing was sent would repeat for ever.
    if (onEnd === "loop" && this.writer.n > 0) {
      this.course.moveToStart();
      this.moved();
      return true;
    }
    if (onEnd === "close") this.port.over(this.options.sub, true);
    return false;
  }

  /** Applies an event of the walk; sends a mark when the state changes. */
  private enter(happening: Happening): void {
    const before = this.state;
    this.state = nextState(before, happening);
    if (this.state !== before) this.mark();
  }

  private mark(): void {
    const phase: MarkPhase | undefined = PHASES[this.state];
    if (phase === undefined) return;
    this.writer.flush();
    const { source, seq } = this.course;
    const hash = this.writer.hashText;
    this.port.sendFrame({
      t: "mark",
      sub: this.options.sub,
      gen: this.gen,
      phase,
      seq,
      n: this.writer.n,
      head: source.head,
      epoch: source.epoch,
      ...(source.isLive ? { stream: "market" as const } : {}),
      ...(hash === undefined ? {} : { hash }),
    });
  }

  private later(delayMs: number): void {
    this.clearTimer();
    if (this.state === "over") return;
    // A timer that fires early is set again.
    this.stopTimer = this.port.clock.after(Math.min(delayMs, MAX_TIMER_MS), () =>
      this.port.ask(this),
    );
  }

  private clearTimer(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }
}
