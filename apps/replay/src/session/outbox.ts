import { STREAM_LIMITS } from "#contracts";

import type { ByteBudget } from "../source/byte-budget.js";
import type { Clock } from "../subscription/clock.js";

/** The used part of a WebSocket. */
export interface Socket {
  readonly readyState: number;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** The TCP stream under a WebSocket. Complete text frames are written to it, many at once. */
export interface Pipe {
  readonly bytesRead: number;
  /** Bytes that the system has not accepted yet. */
  readonly writableLength: number;
  write(data: Buffer, done: (error?: Error | null) => void): unknown;
  write(data: Buffer): unknown;
}

const OPEN = 1;
/** A frame of text in one piece, as a server sends it: not masked. */
const FINAL_TEXT = 0x81;
/** Unsent bytes that a client may have while the budget is used up. */
const MIN_QUEUED_BYTES = 32 * 1024;
/** Maximum bytes of unread answers to calls, beyond the limit of unsent bytes. */
const MAX_UNREAD_ANSWERS = 256 * 1024;
/** Size of the buffer in which a turn assembles its frames. */
const SCRATCH_BYTES = 256 * 1024;

/** The buffer in which one turn after the other assembles its frames. */
export class Scratch {
  buffer = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  isTaken = false;
}

const headBytes = (bytes: number): number => (bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10);
/** @returns where the payload begins */
const writeHead = (buffer: Buffer, at: number, bytes: number): number => {
  buffer[at] = FINAL_TEXT;
  if (bytes < 126) {
    buffer[at + 1] = bytes;
    return at + 2;
  }
  if (bytes < 65_536) {
    buffer[at + 1] = 126;
    return buffer.writeUInt16BE(bytes, at + 2);
  }
  buffer[at + 1] = 127;
  return buffer.writeUIntBE(bytes, buffer.writeUInt16BE(0, at + 2), 6);
};

/**
 * The output of one connection. Its unsent bytes are bounded because senders check for room first. Frames are
 * written to the TCP stream directly: `ws` writes each one separately, and a system call costs more than a frame.
 */
export class Outbox {
  lastSentMs: number;
  /** When the client last read some of its unsent bytes. */
  lastTakenMs: number;
  private waitingBytes = 0;
  /** Bytes of this turn that are assembled and not written yet. */
  private turnBytes = 0;
  private isTogether = false;

  /** @param onRoom called when there is room again */
  constructor(
    private readonly socket: Socket,
    private readonly pipe: Pipe,
    private readonly clock: Clock,
    private readonly budget: ByteBudget,
    private readonly scratch: Scratch,
    private readonly onRoom: () => void,
  ) {
    this.lastSentMs = clock.now();
    this.lastTakenMs = this.lastSentMs;
  }

  get hasRoom(): boolean {
    // Within a turn no bytes are sent: the count from its start is still valid.
    const waiting = this.isTogether ? this.waitingBytes + this.turnBytes : this.count();
    return waiting < this.maxBytes;
  }

  /** Whether there are so many unread answers that the client cannot be reading. */
  get isOverfull(): boolean {
    return this.count() > STREAM_LIMITS.queued_bytes + MAX_UNREAD_ANSWERS;
  }

  /** Unsent bytes. */
  get waiting(): number {
    return this.count();
  }

  /** Sends the frames that `write` adds in one system call. */
  together<T>(write: () => T): T {
    if (this.scratch.isTaken) return write();
    this.scratch.isTaken = true;
    this.isTogether = true;
    this.count();
    try {
      return write();
    } finally {
      this.isTogether = false;
      this.scratch.isTaken = false;
      this.flush();
    }
  }

  /**
   * Sends a frame of text.
   * @param bytes of its payload
   * @param fill writes the payload at a place of a buffer
   */
  frame(bytes: number, fill: (buffer: Buffer, at: number) => void): void {
    if (this.socket.readyState !== OPEN) return;
    const whole = headBytes(bytes) + bytes;
    if (!this.isTogether) {
      const frame = Buffer.allocUnsafe(whole);
      fill(frame, writeHead(frame, 0, bytes));
      this.write(frame);
      return;
    }
    if (this.turnBytes + whole > this.scratch.buffer.length) {
      this.flush();
      if (whole > this.scratch.buffer.length) this.scratch.buffer = Buffer.allocUnsafeSlow(whole);
    }
    const { buffer } = this.scratch;
    fill(buffer, writeHead(buffer, this.turnBytes, bytes));
    this.turnBytes += whole;
  }

  /** The connection has closed: nothing is unsent any more. */
  drop(): void {
    this.budget.change(-this.waitingBytes);
    this.waitingBytes = 0;
  }

  /** Writes the assembled frames before another write. */
  flush(): void {
    if (this.turnBytes === 0) return;
    const bytes = Buffer.from(this.scratch.buffer.subarray(0, this.turnBytes));
    this.turnBytes = 0;
    if (this.socket.readyState === OPEN) this.write(bytes);
  }

  private write(bytes: Buffer): void {
    this.lastSentMs = this.clock.now();
    if (this.count() + bytes.length < this.maxBytes) this.pipe.write(bytes);
    else
      this.pipe.write(bytes, (error) => {
        if (error === undefined || error === null) this.onRoom();
      });
    this.count();
  }

  /** Updates the unsent bytes, here and in the budget. */
  private count(): number {
    const bytes = this.pipe.writableLength;
    if (bytes !== this.waitingBytes) {
      if (bytes < this.waitingBytes) this.lastTakenMs = this.clock.now();
      this.budget.change(bytes - this.waitingBytes);
      this.waitingBytes = bytes;
    }
    return bytes;
  }

  private get maxBytes(): number {
    return this.budget.hasRoom ? STREAM_LIMITS.queued_bytes : MIN_QUEUED_BYTES;
  }
}
