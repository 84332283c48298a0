import type { BatchedEvent, ClientFrameOf, ServerFrameOf, StreamErrorCode } from "#contracts";

import type { WebSocketConstructor } from "./web-socket.js";

/** An event, by itself or out of a batch. */
export type StreamEvent = BatchedEvent & { readonly t: "event"; readonly gen: number };
/** What a subscription yields: events in order, and what is told of them. */
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
  /** Both by default. Without `ack` nothing but memory bounds what is received and not taken. */
  readonly caps?: readonly ("batch" | "ack")[];
  /** Goes on after the end of a replay, to be moved back by `control`. */
  readonly staysAtEnd?: boolean;
  /** How long to wait before connecting again, in milliseconds; doubled after each failure. */
  readonly retryMs?: { readonly first: number; readonly most: number };
  /** Told when `n` has jumped. The client comes back for what it lacks by itself. */
  readonly onLoss?: (loss: { expected: number; got: number }) => void;
  /** Told when the connection is lost, before another is made. */
  readonly onReconnect?: (reason: { code: number; reason: string }) => void;
}

/** The server has refused for good. */
export class StreamRefusedError extends Error {
  override readonly name = "StreamRefusedError";
  constructor(
    readonly code: StreamErrorCode,
    readonly frame: ServerFrameOf<"error">,
  ) {
    super(`${code}: ${frame.message}`);
  }
}
