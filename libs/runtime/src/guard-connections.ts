import type { FastifyInstance } from "fastify";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

import { OPERATIONS_PATHS } from "./operations.module.js";

/** Connections beyond the limit, reserved for `/healthz`, `/readyz` and `/metrics`. */
const RESERVED_CONNECTIONS = 64;
/** A connection may be closed in favour of a new one when it has been without a request for this long. */
const MIN_IDLE_MS = 1_000;

const FULL_TEXT = "This process has all the connections that it can serve.";
const FULL_ANSWER = [
  "HTTP/1.1 503 Service Unavailable",
  "content-type: text/plain",
  "retry-after: 1",
  "connection: close",
  `content-length: ${FULL_TEXT.length}`,
  "",
  FULL_TEXT,
].join("\r\n");

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** Whether the server has another listener for upgrades. Without one Node ignores `Upgrade`, as it should. */
  readonly hasUpgrades?: boolean;
}

/**
 * Keeps what arrives on sockets from ending the process or locking others out.
 *
 * - An error of a socket is always handled, whether HTTP, an upgrade or nothing else uses the socket.
 * - No more than `maxConnections` are served. One more takes the place of the connection that has been without a
 *   request for longest; where all are busy, it is served the operations paths alone, and closed after its answer. So
 *   a health check gets through whatever callers do.
 */
export const guardConnections = (
  fastify: FastifyInstance,
  { maxConnections, hasUpgrades = false }: ConnectionLimits,
): void => {
  const { server } = fastify;
  const connections = new Connections(maxConnections);
  server.maxConnections = maxConnections + RESERVED_CONNECTIONS;
  server.on("connection", (socket: Socket) => {
    // Readers close a broken socket; its error needs no other handling.
    socket.on("error", () => socket.destroy());
    connections.add(socket);
  });
  server.prependListener("request", (request, response) => {
    connections.markBusy(request.socket);
    response.once("close", () => connections.markIdle(request.socket));
  });
  if (hasUpgrades)
    server.prependListener("upgrade", (request: IncomingMessage, socket: Duplex) => {
      connections.markBusy(request.socket);
      if (connections.isReserved(request.socket)) rejectAsFull(socket);
    });
  fastify.addHook("onRequest", (request, reply, done) => {
    if (connections.isReserved(request.raw.socket)) {
      void reply.header("connection", "close");
      if (!OPERATIONS_PATHS.has(request.routeOptions.url ?? "")) {
        void reply.code(503).header("retry-after", 1).type("text/plain").send(FULL_TEXT);
        return;
      }
    }
    done();
  });
};

/** Other upgrade listeners ignore a closed socket. */
const rejectAsFull = (socket: Duplex): void => {
  socket.end(FULL_ANSWER);
  socket.destroy();
};

/** The open connections of a server: which wait for a request, longest first, and which have only reserved room. */
class Connections {
  private readonly idleSince = new Map<Socket, number>();
  private readonly reserved = new WeakSet<Socket>();
  private open = 0;

  constructor(private readonly max: number) {}

  add(socket: Socket): void {
    this.open += 1;
    socket.once("close", () => {
      this.open -= 1;
      this.idleSince.delete(socket);
    });
    if (this.open > this.max && !this.closeLongestIdle()) this.reserved.add(socket);
    this.idleSince.set(socket, performance.now());
  }

  isReserved(socket: Socket): boolean {
    return this.reserved.has(socket);
  }

  markBusy(socket: Socket): void {
    this.idleSince.delete(socket);
  }

  markIdle(socket: Socket): void {
    if (!socket.destroyed) this.idleSince.set(socket, performance.now());
  }

  /** Whether the new connection has the place of another now. */
  private closeLongestIdle(): boolean {
    const longest = this.idleSince.entries().next().value;
    if (longest === undefined) return false;
    const [socket, sinceMs] = longest;
    const isLongEnough = performance.now() - sinceMs >= MIN_IDLE_MS;
    // If the reserved connections are used up, too, the oldest is closed.
    if (!isLongEnough && this.open < this.max + RESERVED_CONNECTIONS) return false;
    const wasReserved = this.reserved.has(socket);
    this.idleSince.delete(socket);
    socket.destroy();
    return !wasReserved;
  }
}
