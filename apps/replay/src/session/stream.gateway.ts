import {
  CLOSE_CODES,
  STREAM_LIMITS,
  STREAM_PATH,
  STREAM_PROTOCOL,
  type ClientFrameName,
  type ClientFrameOf,
} from "#contracts";
import { Inject } from "@nestjs/common";
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from "@nestjs/websockets";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";

import { StreamHub } from "./hub.js";
import { TERMINATE_MS, type Session } from "./session.js";

/** One handler for each frame that a client may send. */
type FrameHandlers = {
  readonly [T in ClientFrameName]: (client: WebSocket, frame: ClientFrameOf<T>) => void;
};

/** The WebSocket endpoint of the stream: one handler for each frame, called with validated frames. */
@WebSocketGateway({
  path: STREAM_PATH,
  maxPayload: STREAM_LIMITS.inbound_bytes,
  perMessageDeflate: false,
  handleProtocols: (offered: Set<string>) => offered.has(STREAM_PROTOCOL) && STREAM_PROTOCOL,
})
export class StreamGateway
  implements FrameHandlers, OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket>
{
  private readonly sessions = new WeakMap<WebSocket, Session>();

  constructor(@Inject(StreamHub) private readonly hub: StreamHub) {}

  handleConnection(client: WebSocket, request: IncomingMessage): void {
    if (this.hub.isFull) {
      client.close(CLOSE_CODES.full, "this process has reached its limit of connections");
      // A client that does not answer the close is terminated.
      setTimeout(() => client.terminate(), TERMINATE_MS);
      return;
    }
    this.sessions.set(client, this.hub.open(client, request.socket));
  }

  handleDisconnect(client: WebSocket): void {
    const session = this.sessions.get(client);
    if (session !== undefined) this.hub.left(session);
  }

  sessionOf(client: WebSocket): Session | undefined {
    return this.sessions.get(client);
  }

  @SubscribeMessage("hello")
  hello(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrameOf<"hello">): void {
    this.sessionOf(client)?.hello(frame);
  }

  @SubscribeMessage("subscribe")
  subscribe(
    @ConnectedSocket() client: WebSocket,
    @MessageBody() frame: ClientFrameOf<"subscribe">,
  ): void {
    this.authenticated(client)?.subscribe(frame);
  }

  @SubscribeMessage("unsubscribe")
  unsubscribe(
    @ConnectedSocket() client: WebSocket,
    @MessageBody() frame: ClientFrameOf<"unsubscribe">,
  ): void {
    this.authenticated(client)?.unsubscribe(frame);
  }

  @SubscribeMessage("control")
  control(
    @ConnectedSocket() client: WebSocket,
    @MessageBody() frame: ClientFrameOf<"control">,
  ): void {
    this.authenticated(client)?.control(frame);
  }

  @SubscribeMessage("ack")
  ack(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrameOf<"ack">): void {
    this.authenticated(client)?.ack(frame);
  }

  @SubscribeMessage("probe_ack")
  probe_ack(
    @ConnectedSocket() client: WebSocket,
    @MessageBody() frame: ClientFrameOf<"probe_ack">,
  ): void {
    this.authenticated(client)?.probeAck(frame);
  }

  private authenticated(client: WebSocket): Session | undefined {
    const session = this.sessionOf(client);
    return session?.isAuthenticated === true ? session : undefined;
  }
}
