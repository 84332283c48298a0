import type { FastifyInstance } from "fastify";
import { Socket } from "node:net";

import { endWithProblem } from "./server-errors.js";

/** An upload without any bytes for this long is aborted. */
const IDLE_MS = 30_000;

/**
 * Ends stalled uploads. An upload may last as long as its bytes keep arriving: a large file over a slow line is
 * valid, and the memory of a connection is bounded elsewhere.
 */
export const endIdleUploads = (fastify: FastifyInstance, idleMs = IDLE_MS): void => {
  fastify.addHook("onRequest", ({ raw }, reply, done) => {
    const { socket } = raw;
    // The warm-up's requests have no socket.
    if (!raw.complete && socket instanceof Socket) {
      raw.setTimeout(idleMs, () => {
        // Received bytes are waiting to be read: the sender is not at fault.
        if (raw.complete || raw.readableLength > 0) socket.setTimeout(idleMs);
        else if (reply.raw.headersSent) socket.destroy();
        else
          endWithProblem(
            socket,
            "request-timeout",
            `No bytes of the body have arrived for ${idleMs / 1_000} s. Send it again.`,
          );
      });
      raw.once("end", () => socket.setTimeout(0));
    }
    done();
  });
};
