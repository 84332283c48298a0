import type { Item } from "../source/item.js";
import { StreamError } from "./stream-error.js";
import { originOf, SubscriptionState } from "./subscription-state.js";

/** Events that one turn may send, filtered ones included. */
const TURN_EVENTS = 256;
/** How long a live client may be held back before it counts as slow, in milliseconds. */
const SLOW_AFTER_MS = 1_000;

/**
 * One walk over the places of a source. Live, catching up and replaying are the same walk: it takes the next event
 * where it finds it, and stops where there is none yet, where it is not due, or where the client has no room. Nothing
 * is queued for a client beyond what its socket holds; what it could not take is read again when it can.
 */
export class Subscription extends SubscriptionState {
  override turn(): boolean {
    this.stopTimer?.();
    this.stopTimer = undefined;
    this.turnMs = this.port.clock.now();
    this.turnWallMs = this.port.clock.wall();
    return this.port.together(() => {
      let count = 0;
      while (count < TURN_EVENTS && !this.isOver && this.step()) count += 1;
      this.writer.flush();
      if (!this.port.hasMemory()) this.walk.rest();
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

  /** Memory is short: what can be read again is let go of. */
  rest(): void {
    this.walk.rest();
  }

  /** Looked at every second or so. */
  tick(): void {
    const { heldSinceMs } = this;
    if (heldSinceMs === undefined || this.phase !== "live" || !this.options.closesWhenSlow) return;
    if (this.port.clock.now() - heldSinceMs >= SLOW_AFTER_MS) this.port.tooSlow();
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
    this.writer.write(item, this.turnWallMs, this.isWhole);
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
}

/** After the store could not be read, in milliseconds. */
const READ_AGAIN_MS = 500;
