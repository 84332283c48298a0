import { STREAM_LIMITS } from "#contracts";

import type { Clock } from "./clock.js";

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
  cork(): void;
  uncork(): void;
}

const OPEN = 1;
const TEXT = { binary: false } as const;

/** The way out of one connection. What waits in it is bounded by those who ask for room before they send. */
export class Outbox {
  lastSentMs: number;

  /** @param onRoom called when there is room again after there was none */
  constructor(
    private readonly socket: Socket,
    private readonly clock: Clock,
    private readonly onRoom: () => void,
    private readonly pipe: Pipe | undefined,
  ) {
    this.lastSentMs = clock.now();
  }

  get hasRoom(): boolean {
    return this.socket.bufferedAmount < STREAM_LIMITS.queued_bytes;
  }

  /** Sends what `write` sends in one piece: to the system, a call for each frame costs more than the frame. */
  together<T>(write: () => T): T {
    this.pipe?.cork();
    try {
      return write();
    } finally {
      this.pipe?.uncork();
    }
  }

  send(frame: Buffer): void {
    if (this.socket.readyState !== OPEN) return;
    this.lastSentMs = this.clock.now();
    const fills = this.socket.bufferedAmount + frame.length >= STREAM_LIMITS.queued_bytes;
    if (!fills) {
      this.socket.send(frame, TEXT);
      return;
    }
    this.socket.send(frame, TEXT, (error) => {
      if (error === undefined || error === null) this.onRoom();
    });
  }
}
