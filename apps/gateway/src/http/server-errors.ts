import { PROBLEMS, type ProblemKind } from "#contracts";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

import { problemBody } from "./problem-error.js";

/** Rejections by the HTTP parser before there is a request, by error code; any other is a 400. */
const BY_CODE: Readonly<Record<string, readonly [kind: ProblemKind, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    "headers-too-large",
    "The path and the headers together are larger than 16 KiB.",
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["payload-too-large", "The chunk extensions are too large."],
  ERR_HTTP_REQUEST_TIMEOUT: ["request-timeout", "The headers did not come in time."],
};

/** Answers invalid HTTP and timeouts with a problem; then the connection ends. */
export const clientErrorHandler = (error: Error & { code?: string }, socket: Socket): void => {
  // The connection is lost, or an answer is half sent: no problem can be sent.
  if (error.code === "ECONNRESET" || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy(error);
    return;
  }
  const [kind, detail] = BY_CODE[error.code ?? ""] ?? [
    "malformed-body",
    `This is not valid HTTP: ${error.message}.`,
  ];
  endWithProblem(socket, kind, detail);
};

/** Writes a problem to a connection whose request Fastify does not know, or can no longer answer. */
export const endWithProblem = (socket: Socket, kind: ProblemKind, detail: string): void => {
  const body = JSON.stringify(problemBody(kind, detail));
  const { status } = PROBLEMS[kind];
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
};
