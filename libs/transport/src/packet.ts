import { wallClockMs } from "#telemetry";

/** What a job carries: the message, where the reply goes, and the trace that it belongs to. */
export interface JobPacket {
  readonly pattern: string;
  readonly data: unknown;
  /** W3C trace context that the job belongs to. */
  readonly metadata: Record<string, string>;
  /** Trace context of the sending of many jobs at once; each of them links to it. */
  readonly sentBy?: Record<string, string>;
  /** When its bytes were handed to the store: milliseconds since the epoch, by the sender's clock. */
  readonly sentAtMs: number;
  /** Absent when nobody waits. */
  readonly reply?: { readonly channel: string; readonly id: string };
}

/**
 * A packet that says when it was stored: read when it is turned into bytes, which is as late as a message that
 * carries the time itself can tell it. Opening connections and preparing the job belong to its sending.
 */
export const stampedWhenWritten = (packet: Omit<JobPacket, "sentAtMs">): JobPacket => ({
  ...packet,
  get sentAtMs() {
    return wallClockMs();
  },
});

/** What comes back over the bus. */
export interface ReplyPacket {
  readonly id: string;
  readonly response?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  /** The response is too large for the bus: it is to be read where it is stored. */
  readonly isStored?: true;
  /** By the worker's clock, milliseconds since the epoch. */
  readonly pickedUpAtMs: number;
  readonly handedAtMs: number;
  /** How long each stage took in the worker, in milliseconds. */
  readonly stages: Record<string, number>;
}

/** Where the time of one request went, in milliseconds; the worker's stages by their names. */
export interface RequestTiming {
  /** When its sending began and when its reply was here; milliseconds since the epoch. */
  readonly sentAtMs: number;
  readonly heldAtMs: number;
  readonly enqueueMs: number;
  readonly queueMs: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly replyMs: number;
}
