/** As much of the platform's WebSocket as the client uses; the one of `ws` fits too. */
export interface WebSocketLike {
  readonly readyState: number;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(
    type: "close",
    listener: (event: { code: number; reason: string }) => void,
  ): void;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}
export type WebSocketConstructor = new (url: string, protocol: string) => WebSocketLike;

/** The platform's own. @throws when it has none, as Node before 22: give one then */
export const platformWebSocket = (): WebSocketConstructor => {
  const { WebSocket } = globalThis as unknown as { WebSocket?: WebSocketConstructor };
  if (WebSocket === undefined)
    throw new Error("This platform has no WebSocket: give `webSocket`, such as that of `ws`.");
  return WebSocket;
};
