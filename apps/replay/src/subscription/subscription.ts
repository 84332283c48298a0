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

/** Events that one turn may send, filtered ones included. */
const TURN_EVENTS = 256;
/** How long a live client may be held back before it counts as slow, in milliseconds. */
const SLOW_AFTER_MS = 1_000;
/** After the store could not be read, in milliseconds. */
const READ_AGAIN_MS = 500;

/**
 * One walk over the places of a source. Live, catching up and replaying are the same walk: it takes the next event
 * where it finds it, and stops where there is none yet, where it is not due, or where the client has no room. Nothing
 * is queued for a client beyond what its socket holds; what it could not take is read again when it can. Its states
 * are those of `states.ts`.
 */
export class Subscription implements Worker {
  private state: State = "starting";
  private readonly course: Course;
  private readonly writer: EventWriter;
  /** Events that are left of a `step`. */
  private steps = 0;
  /** When this turn began: what is due in it is due now. */
  private turnMs = 0;
  /** The same on the wall clock, for what is stamped with it. */
  private turnWallMs = 0;
  private heldSinceMs: number | undefined;
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
    if (this.heldSinceMs !== undefined) this.port.ask(this);
  }

  /** Memory is short: what can be read again is let go of. */
  rest(): void {
    this.course.walk.rest();
  }

  /** Looked at every second or so. */
  tick(): void {
    const { heldSinceMs } = this;
    if (heldSinceMs === undefined || this.state !== "live" || !this.options.closesWhenSlow) return;
    if (this.port.clock.now() - heldSinceMs >= SLOW_AFTER_MS) this.port.tooSlow();
  }

  /** Says where it is, when nothing has happened for a while. */
  heartbeat(): void {
    this.mark();
  }

  /** Ends it with an error that cannot be mended. */
  fail(error: StreamError): void {
    if (this.state === "over") return;
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
    this.state = nextState(this.state, "close");
    this.clearTimer();
    this.course.walk.leave();
  }

  /** Its client steers it. @throws StreamError `bad_request` or `seek_range`; StorageUnavailableError */
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
    this.port.tell({ t: "controlled", id, sub, gen: this.gen, seq, speed });
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

  /** Whether it ended while something was done: nobody hears of that any more. */
  private get hasEnded(): boolean {
    return this.state === "over";
  }

  private async seek(value: ClientFrameOf<"control">["value"]): Promise<void> {
    const { source } = this;
    const place = await placeOf(value, source, this.course.to);
    if (this.hasEnded) return;
    // The client may have left for the live stream in the meantime.
    if (source !== this.source)
      throw new StreamError("bad_request", "There is another source now.");
    this.course.moveTo(place.seq, place.dueMs);
    this.moved();
  }

  /** It goes on elsewhere, as another gen. */
  private moved(): void {
    this.state = nextState(this.state, "move");
    this.heldSinceMs = undefined;
    this.writer.nextGen(this.course.isReplay);
  }

  /** Leaves a replay for the live stream. */
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

  /** One event, or one thing in the way of it. @returns whether there may be more at once */
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
      this.heldSinceMs ??= this.port.clock.now();
      return false;
    }
    this.heldSinceMs = undefined;
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

  /** @param to the last place that may be passed */
  private next(to: number): Item | undefined {
    const { walk } = this.course;
    const found = walk.next(to);
    if (found.kind === "item") {
      // What was in memory a moment ago has to be read again: it is not live any more.
      if (!found.isRecent && this.state === "live") {
        if (this.options.closesWhenSlow && this.heldSinceMs !== undefined) {
          this.port.tooSlow();
          return undefined;
        }
        this.enter("overrun");
      }
      return found.item;
    }
    if (found.kind === "gap") {
      this.writer.flush();
      this.port.tell({ t: "gap", sub: this.options.sub, ...found.gap, reason: "retention" });
      this.port.ask(this);
      return undefined;
    }
    // Whoever waits for the store keeps what it has sent already going.
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
    // Timers tell whole milliseconds.
    if (inMs < 0.5) return true;
    this.later(inMs);
    return false;
  }

  private atHead(): boolean {
    // A replay that has come to now goes on with it.
    this.course.pacer = undefined;
    this.heldSinceMs = undefined;
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
    // A round in which nothing was sent would be followed by the same, for ever.
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
    this.port.tell({
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
    // A timer that goes off before its time finds that it is not time yet, and is set again.
    this.stopTimer = this.port.clock.after(Math.min(delayMs, MAX_TIMER_MS), () =>
      this.port.ask(this),
    );
  }

  private clearTimer(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }
}
