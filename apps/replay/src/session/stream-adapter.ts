import { CLOSE_CODES } from "#contracts";
import type { ForeignCallerCheck } from "#runtime";
import { Logger } from "@nestjs/common";
import { WsAdapter } from "@nestjs/platform-ws";
import type { MessageMappingProperties } from "@nestjs/websockets";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { WebSocket, WebSocketServer } from "ws";

import { MalformedError, readFrame, type ReadFrame } from "./read-frame.js";
import type { Session } from "./session.js";
import { answerAsRequest, isStreamUpgrade } from "./upgrades.js";

/**
 * Nest's adapter for `ws`, but strict: frames are dispatched by `t` and validated by their schemas, and nothing is
 * dropped silently. Invalid messages are answered by an `error` frame or a close code.
 */
export class StreamAdapter extends WsAdapter {
  private readonly log = new Logger(StreamAdapter.name);

  /**
   * @param sessionOf the session of a connection
   * @param checkCaller rejects foreign callers; the HTTP server answers them
   */
  constructor(
    app: object,
    private readonly sessionOf: (client: WebSocket) => Session | undefined,
    private readonly checkCaller: ForeignCallerCheck,
  ) {
    super(app);
  }

  /**
   * Takes the upgrades of the HTTP server. Nest's own listener leaves the socket of an upgrade that it rejects without a
   * listener for errors, and a reset of that would end the process.
   */
  protected override ensureHttpServerExists(port: number, server?: Server): Server | undefined {
    if (server === undefined || this.httpServersRegistry.has(port)) return undefined;
    this.httpServersRegistry.set(port, server);
    server.on("upgrade", (request, stream, head) => {
      const socket = stream as Socket;
      // The HTTP server has released the socket, with its error listener.
      socket.on("error", (error) => this.log.debug(error.message));
      if (socket.destroyed) return;
      const [streams] = (this.wsServersRegistry.get(port) ?? []) as WebSocketServer[];
      const isOpened = isStreamUpgrade(request) && this.checkCaller(request.headers) === undefined;
      if (streams === undefined || !isOpened) answerAsRequest(server, request, socket);
      else
        streams.handleUpgrade(request, socket, head, (client) =>
          streams.emit("connection", client, request),
        );
    });
    return server;
  }

  override bindMessageHandlers(client: WebSocket, handlers: MessageMappingProperties[]): void {
    const byType = new Map(handlers.map((handler) => [String(handler.message), handler]));
    client.on("message", (data, isBinary) => {
      const session = this.sessionOf(client);
      if (session === undefined || !session.admits((data as Buffer).length)) return;
      if (isBinary) {
        session.close(CLOSE_CODES.malformed, "frames are JSON text");
        return;
      }
      const read = this.read(session, (data as Buffer).toString("utf8"));
      if (read === undefined) return;
      if ("error" in read) {
        session.reject(read.error, read.about);
        return;
      }
      const handler = byType.get(read.frame.t);
      Promise.resolve(handler?.callback(read.frame)).catch((error: unknown) =>
        this.log.error("A frame met an unhandled error.", error),
      );
    });
    for (const sign of ["ping", "pong"] as const)
      client.on(sign, (data) => this.sessionOf(client)?.heard(data.length));
  }

  /** Protocol errors of a client are only logged: `ws` has closed the connection with the right code. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    server.on("connection", (client) =>
      client.on("error", (error) => this.log.debug(error.message)),
    );
    server.on("error", (error) => this.log.error(error.message));
    return server;
  }

  private read(session: Session, text: string): ReadFrame | undefined {
    try {
      return readFrame(text);
    } catch (error) {
      if (!(error instanceof MalformedError))
        this.log.error("A frame met an unhandled error.", error);
      session.malformed(error instanceof MalformedError ? error.message : "It cannot be read.");
      return undefined;
    }
  }
}
