import {
  CLOSE_CODES,
  STREAM_LIMITS,
  STREAM_PATH,
  STREAM_PROTOCOL,
  type ClientFrame,
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

/** The WebSocket end of the stream. Frames come here checked; each goes to the session of its connection. */
@WebSocketGateway({
  path: STREAM_PATH,
  maxPayload: STREAM_LIMITS.inbound_bytes,
  perMessageDeflate: false,
  handleProtocols: (offered: Set<string>) => offered.has(STREAM_PROTOCOL) && STREAM_PROTOCOL,
})
export class StreamGateway
  implements OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket>
{
  private readonly sessions = new WeakMap<WebSocket, Session>();

  constructor(@Inject(StreamHub) private readonly hub: StreamHub) {}

  handleConnection(client: WebSocket, request: IncomingMessage): void {
    if (this.hub.isFull) {
      client.close(CLOSE_CODES.full, "this process has all the connections that it can serve");
      // Whoever does not answer that holds its socket no longer than others do.
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
  hello(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrame): void {
    this.sessionOf(client)?.take(frame);
  }

  @SubscribeMessage("subscribe")
  subscribe(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrame): void {
    this.sessionOf(client)?.take(frame);
  }

  @SubscribeMessage("unsubscribe")
  unsubscribe(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrame): void {
    this.sessionOf(client)?.take(frame);
  }

  @SubscribeMessage("control")
  control(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrame): void {
    this.sessionOf(client)?.take(frame);
  }

  @SubscribeMessage("ack")
  ack(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrame): void {
    this.sessionOf(client)?.take(frame);
  }

  @SubscribeMessage("probe_ack")
  probeAck(@ConnectedSocket() client: WebSocket, @MessageBody() frame: ClientFrame): void {
    this.sessionOf(client)?.take(frame);
  }
}
