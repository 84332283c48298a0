import type { ServerFrame } from "#contracts";

import type { Item, Wants } from "../source/item.js";
import type { Source } from "../source/source.js";
import type { Clock } from "./clock.js";
import type { Worker } from "./turns.js";

/** The interface of a subscription to its connection and process. */
export interface SubscriptionPort {
  readonly clock: Clock;
  /** Whether the connection has room. If not, its subscriptions are woken when it has. */
  hasRoom(): boolean;
  /** Whether the process's byte budget has room. */
  hasMemory(): boolean;
  /** Sends a frame of text. @param fill writes its payload of so many bytes at a place of a buffer */
  frame(bytes: number, fill: (buffer: Buffer, at: number) => void): void;
  /** Frames sent in it are written at once. */
  together<T>(write: () => T): T;
  sendFrame(frame: ServerFrame): void;
  ask(worker: Worker): void;
  /** Wakes the subscription when the log has grown. */
  awaitNews(worker: Worker): void;
  /** A frame with this live event was sent. */
  delivered(item: Item): void;
  /** The subscription has ended, by `on_end: "close"` or by a permanent error. */
  over(sub: string, isWished: boolean): void;
  /** `on_slow: "close"`, and it was too slow. */
  tooSlow(): void;
}

export interface SubscriptionOptions {
  readonly sub: string;
  readonly source: Source;
  /** The live stream, and the offset to continue from when a replay changes to it. */
  readonly market: Source;
  readonly marketSeq: number;
  readonly marketEpoch: string;
  /** The last offset that the client has seen. */
  readonly seq: number;
  /** The last offset to send; undefined without end. */
  readonly to: number | undefined;
  readonly wants: Wants | undefined;
  /** The only domains that pass `wants`; undefined where any may. */
  readonly domains: readonly string[] | undefined;
  /** 0 as fast as possible. */
  readonly speed: number;
  readonly onEnd: "live" | "close" | "loop" | undefined;
  readonly closesWhenSlow: boolean;
  readonly hasBatches: boolean;
  readonly hasAcks: boolean;
}
