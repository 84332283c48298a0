import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { ProblemError } from "./problem-error.js";

const taken = new WeakSet<FastifyRequest>();

/** Whether reading of the body has begun: the call exists then, and the caller is authorized. */
export const isBodyTaken = (request: FastifyRequest): boolean => taken.has(request);

/**
 * Reads no body before the call is known and authorized: then `100 Continue` is sent. A
 * call that does not exist is rejected before. Add this after the hooks that reject.
 */
export const takeBodiesLate = (fastify: FastifyInstance): void => {
  fastify.server.on("checkContinue", (request, response) =>
    fastify.server.emit("request", request, response),
  );
  fastify.addHook("onRequest", (request, _reply, done) => {
    const { is404, method, url } = request;
    const [path = ""] = url.split("?", 1);
    done(is404 ? new ProblemError("not-found", `Cannot ${method} ${path}`) : undefined);
  });
  fastify.addHook("preParsing", (request, reply, payload, done) => {
    taken.add(request);
    if (/^100-continue$/i.test(request.headers.expect ?? "")) reply.raw.writeContinue();
    done(null, payload);
  });
};

/** Maximum body that is read and dropped, so that the connection can be kept. */
const MAX_DROPPED_BYTES = 16 * 1024;
/** Time to read the answer before the connection of a client that is still sending is closed. */
const LINGER_MS = 1_000;

/**
 * Answers without reading the rest of a body: the connection ends with the answer. It is closed a moment later, because a
 * connection that is closed with unread bytes is reset, which may lose the answer.
 */
export const leaveBody = ({ raw, headers }: FastifyRequest, reply: FastifyReply): void => {
  const isShort =
    headers["transfer-encoding"] === undefined &&
    Number(headers["content-length"] ?? 0) <= MAX_DROPPED_BYTES;
  if (raw.complete || isShort) return;
  void reply.header("connection", "close");
  // Node does not drop a body whose reading has begun: it would read all of it.
  raw.read(0);
  const { socket } = raw;
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
};
