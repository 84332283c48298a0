import { API_BASE } from "#contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";

import type { CallLimit } from "./call-limit.js";

const BATCH_ROUTE = `${API_BASE}/valuation/batch`;
/** A body of fewer bytes is a batch that its caller waits for. */
const SMALL_BYTES = 8 * 1024;

/**
 * Refuses calls that nobody could serve before their bodies are read: at twice the possible load what is spent on
 * refusing is what those are short of who were let in. Where it cannot be told yet whether a caller would wait, the
 * batch itself is asked (`SubmitBatch`).
 */
export const refuseEarly = (fastify: FastifyInstance, calls: CallLimit): void => {
  fastify.addHook("onRequest", (request, _reply, done) => {
    try {
      if (wouldWait(request)) calls.refuseWhenFull();
      done();
    } catch (error) {
      done(error as Error);
    }
  });
};

const wouldWait = ({ method, routeOptions, headers }: FastifyRequest): boolean =>
  method === "POST" &&
  routeOptions.url === BATCH_ROUTE &&
  headers.prefer === undefined &&
  Number(headers["content-length"] ?? SMALL_BYTES) < SMALL_BYTES;
