import type { BatchedEvent, ClientFrameOf, ServerFrameOf, StreamErrorCode } from "#contracts";

import type { WebSocketConstructor } from "./web-socket.js";

/** An event, by itself or out of a batch. */
export type StreamEvent = BatchedEvent & { readonly t: "event"; readonly gen: number };
/** The items of a subscription: events in order, and marks and gaps between them. */
export type StreamItem =
  | StreamEvent
  | ServerFrameOf<"subscribed">
  | ServerFrameOf<"mark">
  | ServerFrameOf<"gap">
  | ServerFrameOf<"controlled">;

/** What to subscribe to: a `subscribe` frame without what the client puts in itself. */
export type StreamRequest = Omit<ClientFrameOf<"subscribe">, "t" | "id" | "sub">;

export interface StreamOptions {
  /** `ws://host:3001/v1/stream` */
  readonly url: string;
  readonly request: StreamRequest;
  /** The platform's own by default. */
  readonly webSocket?: WebSocketConstructor;
  readonly token?: string;
  /** Both by default. Without `ack` only memory bounds received events that are not read yet. */
  readonly caps?: readonly ("batch" | "ack")[];
  /** Goes on after the end of a replay, to be moved back by `control`. */
  readonly staysAtEnd?: boolean;
  /** How long to wait before connecting again, in milliseconds; doubled after each failure. */
  readonly retryMs?: { readonly first: number; readonly most: number };
  /** Called when `n` has jumped. The client requests the missing events by itself. */
  readonly onLoss?: (loss: { expected: number; got: number }) => void;
  /** Called when the connection is lost, before the reconnect. */
  readonly onReconnect?: (reason: { code: number; reason: string }) => void;
}

/** The server has rejected the subscription permanently. */
export class StreamRefusedError extends Error {
  override readonly name = "StreamRefusedError";
  constructor(
    readonly code: StreamErrorCode,
    readonly frame: ServerFrameOf<"error">,
  ) {
    super(`${code}: ${frame.message}`);
  }
}
