import { HASH_START, nextHash, STREAM_LIMITS } from "#contracts";

import type { Item } from "../source/item.js";
import { AckWindow } from "./ack-window.js";

/** Where frames go. */
export interface FrameSink {
  /**
   * Sends a frame.
   * @param bytes of its payload
   * @param fill writes the payload at a place of a buffer
   */
  frame(bytes: number, fill: (buffer: Buffer, at: number) => void): void;
}

/** Room for what a batch has around its events: a name of 64 characters may take six bytes for each. */
const BATCH_FRAME = 512;

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
  /** Bytes that the name takes beyond one a character, and how it is written. */
  private readonly moreBytes: number;
  private readonly encoding: "latin1" | "utf8";
  private about = "";
  /** When the last event was sent, as text: many are sent at the same moment. */
  private stampedMs = -1;
  private stamp = "";
  private heads: string[] = [];
  private bodies: Buffer[] = [];
  private gatheredBytes = 0;

  constructor(
    sub: string,
    private readonly sink: FrameSink,
    private readonly hasBatches: boolean,
    hasAcks: boolean,
  ) {
    this.subText = JSON.stringify(sub);
    this.moreBytes = Buffer.byteLength(this.subText) - this.subText.length;
    this.encoding = this.moreBytes === 0 ? "latin1" : "utf8";
    this.encodeGen();
    this.window = hasAcks ? new AckWindow() : undefined;
  }

  /** Begins another gen: resets numbers and hash. */
  nextGen(isHashed: boolean): void {
    this.flush();
    this.gen += 1;
    this.encodeGen();
    this.n = 0;
    this.window?.reset();
    this.startHash(isHashed);
  }

  startHash(isHashed: boolean): void {
    this.hash = isHashed ? HASH_START : undefined;
  }

  /** Whether the acknowledgement window has room for one more event. */
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
    if (nowMs !== this.stampedMs) {
      this.stampedMs = nowMs;
      this.stamp = `,"st":${Math.round(nowMs * 1_000) / 1_000},`;
    }
    const head = `"n":${this.n}${this.stamp}`;
    if (!this.hasBatches) {
      this.emitEvent(head, item.body);
      return;
    }
    const bytes = head.length + item.body.length + 2;
    if (this.gatheredBytes + bytes > STREAM_LIMITS.batch_bytes - BATCH_FRAME) this.flush();
    this.heads.push(head);
    this.bodies.push(item.body);
    this.gatheredBytes += bytes;
    if (this.heads.length === STREAM_LIMITS.batch_events) this.flush();
  }

  /** Sends the batched events. */
  flush(): void {
    const [head] = this.heads;
    const [body] = this.bodies;
    if (head === undefined || body === undefined) return;
    if (this.heads.length === 1) this.emitEvent(head, body);
    else this.emitBatch();
    this.heads = [];
    this.bodies = [];
    this.gatheredBytes = 0;
  }

  private emitEvent(head: string, body: Buffer): void {
    const before = `{"t":"event",${this.about}${head}`;
    const beforeBytes = before.length + this.moreBytes;
    const bytes = beforeBytes + body.length;
    this.window?.sent(this.n, bytes);
    this.sink.frame(bytes, (buffer, at) => {
      buffer.write(before, at, this.encoding);
      body.copy(buffer, at + beforeBytes);
    });
  }

  private emitBatch(): void {
    const before = `{"t":"batch",${this.about}"events":[`;
    const { heads, bodies } = this;
    // Each event has a brace and its head before its body, and a comma or the closing bracket and brace behind it.
    const bytes = before.length + this.moreBytes + this.gatheredBytes + 1;
    this.window?.sent(this.n, bytes);
    this.sink.frame(bytes, (buffer, start) => {
      let at = start + buffer.write(before, start, this.encoding);
      for (const [index, head] of heads.entries()) {
        at += buffer.write(index === 0 ? `{${head}` : `,{${head}`, at, "latin1");
        at += bodies[index]?.copy(buffer, at) ?? 0;
      }
      buffer.write("]}", at, "latin1");
    });
  }

  private encodeGen(): void {
    this.about = `"sub":${this.subText},"gen":${this.gen},`;
  }
}
