import { Speed, type ClientFrameOf } from "#contracts";

import { Pacer } from "./pacer.js";
import { StreamError } from "./stream-error.js";
import { originOf } from "./subscription-state.js";
import { Subscription } from "./subscription.js";

type Control = ClientFrameOf<"control">;
/** The most events of one `step`. */
const MAX_STEPS = 1_000;

/** A subscription that its client steers: paused, sped up, moved, stepped through, left for the live stream. */
export class ControlledSubscription extends Subscription {
  /** @throws StreamError `bad_request` or `seek_range`; StorageUnavailableError */
  async control(frame: Control): Promise<void> {
    const { op, value } = frame;
    if (op === "pause") this.pause();
    else if (op === "resume") this.resume();
    else if (op === "speed") this.changeSpeed(value);
    else if (op === "seek") await this.seek(value);
    else if (op === "step") this.stepOn(value);
    else this.goLive();
    const { id, sub } = frame;
    const speed = this.pacer?.speed ?? 0;
    this.port.tell({ t: "controlled", id, sub, gen: this.gen, seq: this.seq, speed });
    if (this.isPaused && this.steps === 0) this.mark("paused");
    this.port.ask(this);
  }

  private pause(): void {
    this.isPaused = true;
    this.steps = 0;
    this.pacer?.stop(this.port.clock.now());
  }

  private resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.steps = 0;
    // Where it is will be told anew: catching up, or live.
    this.phase = undefined;
  }

  private changeSpeed(value: Control["value"]): void {
    const speed = Speed.safeParse(value);
    if (!speed.success)
      throw new StreamError("bad_request", "A speed is 0 (as fast as possible) or 0.1 to 1000.");
    if (speed.data === 0) this.pacer = undefined;
    else if (this.pacer === undefined) this.pacer = new Pacer(speed.data, undefined);
    else this.pacer.changeSpeed(speed.data, this.port.clock.now());
  }

  private stepOn(value: Control["value"]): void {
    const steps = value ?? 1;
    if (typeof steps !== "number" || !Number.isInteger(steps) || steps < 1 || steps > MAX_STEPS)
      throw new StreamError("bad_request", `A step is 1 to ${MAX_STEPS} events.`);
    if (!this.isPaused) this.pause();
    this.steps += steps;
  }

  private async seek(value: Control["value"]): Promise<void> {
    const { source } = this;
    const { seq, dueMs } = await this.placeOf(value);
    // The client may have left for the live stream in the meantime.
    if (source !== this.source)
      throw new StreamError("bad_request", "There is another source now.");
    const [first, last] = [source.oldest - 1, this.to ?? source.head];
    if (seq < first || seq > last)
      throw new StreamError("seek_range", `Seek to ${first}..${last}, not to ${seq}.`, {
        oldest: source.oldest,
        head: source.head,
        epoch: source.epoch,
      });
    this.moveTo(seq, dueMs ?? originOf(source, seq));
  }

  private async placeOf(value: Control["value"]): Promise<{ seq: number; dueMs?: number }> {
    const { source } = this;
    if (typeof value === "number" && Number.isInteger(value)) return { seq: value };
    if (typeof value === "object" && "time" in value && source.isLive)
      return { seq: await source.placeBefore(Date.parse(value.time)) };
    if (typeof value === "object" && "delay_ms" in value && !source.isLive)
      return { seq: await source.placeBefore(value.delay_ms), dueMs: value.delay_ms };
    throw new StreamError(
      "bad_request",
      source.isLive
        ? "Seek to a seq, or to a {time}."
        : "Seek to a seq, or to a {delay_ms} of the manifest.",
    );
  }
}
