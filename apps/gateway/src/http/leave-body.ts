import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { ProblemError } from "./problem-error.js";

const taken = new WeakSet<FastifyRequest>();

/** Whether reading the body of a request has begun: who asks is known then, and that the call exists. */
export const isBodyTaken = (request: FastifyRequest): boolean => taken.has(request);

/**
 * Nothing of a body is read before it is known that the call exists and who makes it: `100 Continue` is sent then, and a
 * call that does not exist is rejected before. Add this behind the hooks that reject.
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

/** So much is read and dropped, so that the connection can be kept. */
const MAX_DROPPED_BYTES = 16 * 1024;
/** For so long the answer can be read before the connection is closed under whoever is still sending. */
const LINGER_MS = 1_000;

/**
 * Answers without reading the rest of a body: the connection ends with the answer. Its end comes a moment later, for a
 * system that closes a connection with unread bytes resets it, and the answer may be lost with that.
 */
export const leaveBody = ({ raw, headers }: FastifyRequest, reply: FastifyReply): void => {
  const isShort =
    headers["transfer-encoding"] === undefined &&
    Number(headers["content-length"] ?? 0) <= MAX_DROPPED_BYTES;
  if (raw.complete || isShort) return;
  void reply.header("connection", "close");
  // What was asked for once is not dropped by Node, which would read all of it for that.
  raw.read(0);
  const { socket } = raw;
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
};
