import type { FastifyInstance } from "fastify";

/**
 * Once the process is told to stop, each answer is the last on its connection. A client that asks on and on, on a
 * connection that is kept alive, would otherwise keep the server from ever closing.
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
