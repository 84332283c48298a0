import { MAX_STREAM_BYTES } from "#contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";

import { overloaded } from "./overloaded.js";

/** Bodies that may be on their way at once, in bytes: what is read is held until the request is answered. */
const MOST_BYTES = 256 * 1024 * 1024;
/** What is counted for a body whose length is not told. */
const UNTOLD_BYTES = 2 * 1024 * 1024;
const RETRY_AFTER_S = 1;

/** Keeps the memory bounded that callers can make a gateway hold, with bodies under way. */
export const boundBodies = (fastify: FastifyInstance): void => {
  let heldBytes = 0;
  fastify.addHook("onRequest", (request, reply, done) => {
    const bytes = bytesOf(request);
    if (bytes > 0 && heldBytes > 0 && heldBytes + bytes > MOST_BYTES) {
      done(overloaded("The bodies of other requests fill the memory for them.", RETRY_AFTER_S));
      return;
    }
    heldBytes += bytes;
    // Comes for an answer that was sent and for a connection that broke off.
    reply.raw.once("close", () => {
      heldBytes -= bytes;
    });
    done();
  });
};

const bytesOf = ({ headers }: FastifyRequest): number => {
  if (headers["transfer-encoding"] !== undefined) return UNTOLD_BYTES;
  return Math.min(MAX_STREAM_BYTES, Number(headers["content-length"] ?? 0));
};
