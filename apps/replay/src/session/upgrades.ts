import { STREAM_PATH } from "#contracts";
import { ServerResponse, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";

/** Whether a request to upgrade is one for the stream. */
export const isStreamUpgrade = ({ url, headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === "websocket" && url?.split("?", 1)[0] === STREAM_PATH;

/**
 * Answers a request whose `Upgrade` is ignored as an ordinary request, and closes the connection: the
 * HTTP parser has released it. A body is not read.
 */
export const answerAsRequest = (server: Server, request: IncomingMessage, socket: Socket): void => {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on("finish", () => {
    response.detachSocket(socket);
    socket.destroySoon();
  });
  // Neither the timeouts of HTTP nor those of the stream apply any more.
  socket.setTimeout(server.requestTimeout, () => socket.destroy());
  server.emit("request", request, response);
};
