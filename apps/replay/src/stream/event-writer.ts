import { HASH_START, nextHash, STREAM_LIMITS } from "#contracts";

import type { Item } from "../source/item.js";
import { AckWindow } from "./ack-window.js";

const COMMA = 0x2c;

/** Where frames go. */
export interface FrameSink {
  send(frame: Buffer): void;
}

const joined = (head: string, body: Buffer): Buffer => {
  const headBytes = Buffer.byteLength(head);
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  frame.write(head, 0);
  body.copy(frame, headBytes);
  return frame;
};

/**
 * Numbers the events of one subscription, hashes them where that is wanted, and writes them as frames: one each, or
 * gathered into batches. The text of an event is made once for all; what is added here is a few bytes.
 */
export class EventWriter {
  gen = 1;
  n = 0;
  readonly window: AckWindow | undefined;
  private hash: Buffer | undefined;
  private readonly subText: string;
  private gathered: Buffer[] = [];
  private gatheredBytes = 0;

  constructor(
    sub: string,
    private readonly sink: FrameSink,
    private readonly hasBatches: boolean,
    hasAcks: boolean,
  ) {
    this.subText = JSON.stringify(sub);
    this.window = hasAcks ? new AckWindow() : undefined;
  }

  /** Another gen: numbers and hash begin anew. */
  nextGen(isHashed: boolean): void {
    this.flush();
    this.gen += 1;
    this.n = 0;
    this.window?.reset();
    this.startHash(isHashed);
  }

  startHash(isHashed: boolean): void {
    this.hash = isHashed ? HASH_START : undefined;
  }

  /** Whether what is not acknowledged leaves room for one more event. */
  get hasRoom(): boolean {
    return this.window?.hasRoom(this.n, this.gatheredBytes) ?? true;
  }

  get hashText(): string | undefined {
    return this.hash?.toString("hex");
  }

  /**
   * Writes an event.
   * @param isWhole whether all events of the source were written, so that the source's own hash is this one's
   */
  write(item: Item, nowMs: number, isWhole: boolean): void {
    this.n += 1;
    if (this.hash !== undefined) {
      this.hash =
        isWhole && item.hash !== undefined
          ? item.hash
          : nextHash(this.hash, item.seq, "{", item.body.subarray(item.textAt));
    }
    const st = Math.round(nowMs * 1_000) / 1_000;
    if (!this.hasBatches) {
      const frame = joined(
        `{"t":"event","sub":${this.subText},"gen":${this.gen},"n":${this.n},"st":${st},`,
        item.body,
      );
      this.emit(frame);
      return;
    }
    const part = joined(`{"n":${this.n},"st":${st},`, item.body);
    if (this.gatheredBytes + part.length > STREAM_LIMITS.batch_bytes - 200) this.flush();
    this.gathered.push(part);
    this.gatheredBytes += part.length + 1;
    if (this.gathered.length === STREAM_LIMITS.batch_events) this.flush();
  }

  /** Sends what is gathered. */
  flush(): void {
    const [only] = this.gathered;
    if (only === undefined) return;
    const about = `"sub":${this.subText},"gen":${this.gen},`;
    if (this.gathered.length === 1) {
      this.emit(joined(`{"t":"event",${about}`, only.subarray(1)));
    } else {
      const frame = Buffer.allocUnsafe(Buffer.byteLength(about) + 32 + this.gatheredBytes);
      let at = frame.write(`{"t":"batch",${about}"events":[`, 0);
      for (const [index, part] of this.gathered.entries()) {
        if (index > 0) frame[at++] = COMMA;
        at += part.copy(frame, at);
      }
      at += frame.write("]}", at);
      this.emit(frame.subarray(0, at));
    }
    this.gathered = [];
    this.gatheredBytes = 0;
  }

  private emit(frame: Buffer): void {
    this.window?.sent(this.n, frame.length);
    this.sink.send(frame);
  }
}
