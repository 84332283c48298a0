import { STREAM_LIMITS } from "#contracts";

import type { ByteBudget } from "../source/byte-budget.js";
import type { Clock } from "../subscription/clock.js";
import type { Pipe } from "./outbox.js";

/** Header size of an unfragmented WebSocket frame. */
const headBytes = (payloadBytes: number): number =>
  payloadBytes < 126 ? 6 : payloadBytes < 65_536 ? 8 : 14;

/** Received bytes of one connection: when, and how many belong to an incomplete frame. */
export class Inbox {
  lastHeardMs: number;
  /** Size of the last frame. */
  frameBytes = 0;
  private takenBytes: number;
  private partialBytes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly budget: ByteBudget,
    private readonly pipe: Pipe,
  ) {
    this.lastHeardMs = clock.now();
    this.takenBytes = pipe.bytesRead;
  }

  /** A frame has arrived. @param bytes of its payload */
  took(bytes: number): void {
    this.frameBytes = bytes;
    this.takenBytes += bytes + headBytes(bytes);
    this.lastHeardMs = this.clock.now();
  }

  /** Updates the budget. */
  count(): void {
    const unread = this.pipe.bytesRead - this.takenBytes;
    this.hold(Math.min(STREAM_LIMITS.inbound_bytes, Math.max(0, unread)));
  }

  /** The connection has closed. */
  drop(): void {
    this.hold(0);
  }

  private hold(bytes: number): void {
    this.budget.change(bytes - this.partialBytes);
    this.partialBytes = bytes;
  }
}
