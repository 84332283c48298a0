import type { FastifyInstance } from "fastify";
import { Socket } from "node:net";

import { endWithProblem } from "./server-errors.js";

/** An upload of which nothing has come for this long has been left. */
const IDLE_MS = 30_000;

/**
 * Ends uploads that have stopped. One may last for as long as its bytes keep arriving: a large file over a thin line is
 * no fault, and what one connection can hold is bounded elsewhere.
 */
export const endIdleUploads = (fastify: FastifyInstance, idleMs = IDLE_MS): void => {
  fastify.addHook("onRequest", ({ raw }, reply, done) => {
    const { socket } = raw;
    // The warm-up's requests come by no socket.
    if (!raw.complete && socket instanceof Socket) {
      raw.setTimeout(idleMs, () => {
        // What has come and is not read yet is no fault of the sender's.
        if (raw.complete || raw.readableLength > 0) socket.setTimeout(idleMs);
        else if (reply.raw.headersSent) socket.destroy();
        else
          endWithProblem(
            socket,
            "request-timeout",
            `Nothing of the body has come for ${idleMs / 1_000} s. Send it again.`,
          );
      });
      raw.once("end", () => socket.setTimeout(0));
    }
    done();
  });
};
