import { STREAM_LIMITS } from "#contracts";

import type { ByteBudget } from "../source/byte-budget.js";
import type { Clock } from "../subscription/clock.js";

/** As much of a WebSocket as the stream uses. */
export interface Socket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: Buffer, options: { binary: false }, done?: (error?: Error) => void): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** The stream under a WebSocket: what is written while it is corked goes out in one piece. */
export interface Pipe {
  readonly bytesRead: number;
  cork(): void;
  uncork(): void;
}

const OPEN = 1;
const TEXT = { binary: false } as const;
/** What may wait for a client while the process has no memory for more. */
const MIN_QUEUED_BYTES = 32 * 1024;
/** Answers to its own calls that a client may leave unread beyond what may wait for it. */
const MAX_UNREAD_ANSWERS = 256 * 1024;

/** The way out of one connection. What waits in it is bounded by those who ask for room before they send. */
export class Outbox {
  lastSentMs: number;
  /** When the client was last seen to take something of what waited. */
  lastTakenMs: number;
  private waitingBytes = 0;

  /** @param onRoom called when there is room again after there was none */
  constructor(
    private readonly socket: Socket,
    private readonly clock: Clock,
    private readonly budget: ByteBudget,
    private readonly onRoom: () => void,
    private readonly pipe: Pipe | undefined,
  ) {
    this.lastSentMs = clock.now();
    this.lastTakenMs = this.lastSentMs;
  }

  get hasRoom(): boolean {
    return this.count() < this.maxBytes;
  }

  /** Whether so many answers wait that the client cannot be reading any. */
  get isOverfull(): boolean {
    return this.count() > STREAM_LIMITS.queued_bytes + MAX_UNREAD_ANSWERS;
  }

  /** Bytes that wait for the client, brought up to date here and in the budget. */
  get waiting(): number {
    return this.count();
  }

  private count(): number {
    const bytes = this.socket.bufferedAmount;
    if (bytes !== this.waitingBytes) {
      if (bytes < this.waitingBytes) this.lastTakenMs = this.clock.now();
      this.budget.change(bytes - this.waitingBytes);
      this.waitingBytes = bytes;
    }
    return bytes;
  }

  /** Sends what `write` sends in one piece: to the system, a call for each frame costs more than the frame. */
  together<T>(write: () => T): T {
    this.pipe?.cork();
    try {
      return write();
    } finally {
      this.pipe?.uncork();
      this.count();
    }
  }

  send(frame: Buffer): void {
    if (this.socket.readyState !== OPEN) return;
    this.lastSentMs = this.clock.now();
    const fills = this.count() + frame.length >= this.maxBytes;
    if (!fills) {
      this.socket.send(frame, TEXT);
      return;
    }
    this.socket.send(frame, TEXT, (error) => {
      if (error === undefined || error === null) this.onRoom();
    });
  }

  /** Nothing waits any more: the connection is gone. */
  drop(): void {
    this.budget.change(-this.waitingBytes);
    this.waitingBytes = 0;
  }

  private get maxBytes(): number {
    return this.budget.hasRoom ? STREAM_LIMITS.queued_bytes : MIN_QUEUED_BYTES;
  }
}
