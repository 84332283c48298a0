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
  ) {
    this.lastSentMs = clock.now();
  }

  get hasRoom(): boolean {
    return this.socket.bufferedAmount < STREAM_LIMITS.queued_bytes;
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
