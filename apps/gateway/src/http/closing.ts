import type { FastifyInstance } from "fastify";

/**
 * Once the process is stopping, each answer is the last on its connection. A client that sends request after request on a
 * keep-alive connection would otherwise keep the server from closing.
 */
export const closeConnectionsOnStop = (fastify: FastifyInstance): void => {
  let isStopping = false;
  fastify.addHook("preClose", (done) => {
    isStopping = true;
    done();
  });
  fastify.addHook("onSend", (_request, reply, payload, done) => {
    if (isStopping) void reply.header("connection", "close");
    done(null, payload);
  });
};
