import { STREAM_LIMITS } from "#contracts";

import type { ByteBudget } from "../source/byte-budget.js";
import type { Clock } from "../subscription/clock.js";
import type { Pipe } from "./outbox.js";

/** What a frame of WebSocket has before its payload, when it comes in one piece. */
const headBytes = (payloadBytes: number): number =>
  payloadBytes < 126 ? 6 : payloadBytes < 65_536 ? 8 : 14;

/** What has come over one connection: when, and how much of a frame that is not whole yet. */
export class Inbox {
  lastHeardMs: number;
  /** Of the frame that came last. */
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

  /** A frame has come. @param bytes of its payload */
  took(bytes: number): void {
    this.frameBytes = bytes;
    this.takenBytes += bytes + headBytes(bytes);
    this.lastHeardMs = this.clock.now();
  }

  /** Brings the budget up to date. */
  count(): void {
    const unread = this.pipe.bytesRead - this.takenBytes;
    this.hold(Math.min(STREAM_LIMITS.inbound_bytes, Math.max(0, unread)));
  }

  /** The connection is gone. */
  drop(): void {
    this.hold(0);
  }

  private hold(bytes: number): void {
    this.budget.change(bytes - this.partialBytes);
    this.partialBytes = bytes;
  }
}
