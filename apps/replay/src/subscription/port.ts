import type { ServerFrame } from "#contracts";

import type { Item, Wants } from "../source/item.js";
import type { Source } from "../source/source.js";
import type { Clock } from "./clock.js";
import type { Worker } from "./turns.js";

/** What a subscription needs of the connection and of the process that it is in. */
export interface SubscriptionPort {
  readonly clock: Clock;
  /** Whether the connection can take more. When it could not, those who were held are asked again. */
  hasRoom(): boolean;
  /** Whether the process may hold more for its clients. */
  hasMemory(): boolean;
  /** Sends a frame of text. @param fill writes its payload of so many bytes at a place of a buffer */
  frame(bytes: number, fill: (buffer: Buffer, at: number) => void): void;
  /** What is sent in it goes out in one piece. */
  together<T>(write: () => T): T;
  tell(frame: ServerFrame): void;
  ask(worker: Worker): void;
  /** Asks the worker when the market has news. */
  awaitNews(worker: Worker): void;
  /** A frame with this live event has gone out. */
  delivered(item: Item): void;
  /** The subscription has come to its end, by `on_end: "close"` or by something that cannot be mended. */
  over(sub: string, isWished: boolean): void;
  /** `on_slow: "close"`, and it was too slow. */
  tooSlow(): void;
}

export interface SubscriptionOptions {
  readonly sub: string;
  readonly source: Source;
  /** The live stream, and the place in it to go on from once a replay is left for it. */
  readonly market: Source;
  readonly marketSeq: number;
  readonly marketEpoch: string;
  /** The last place that the client has seen. */
  readonly seq: number;
  /** The last place that it wants; undefined without end. */
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
