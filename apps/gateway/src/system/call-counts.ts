import { API_BASE } from "#contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";

const BATCH_ROUTE = `${API_BASE}/valuation/batch`;

/** Batches that this process has in hand, and those that it rejected. */
export class CallCounts {
  underWay = 0;
  rejected = 0;
}

const isBatch = ({ method, routeOptions }: FastifyRequest): boolean =>
  method === "POST" && routeOptions.url === BATCH_ROUTE;

/** Counts batches as they come and go, as their callers see it. */
export const countCalls = (fastify: FastifyInstance, counts: CallCounts): void => {
  const counted = new WeakSet<FastifyRequest>();
  const leave = (request: FastifyRequest): void => {
    if (counted.delete(request)) counts.underWay -= 1;
  };
  fastify.addHook("onRequest", (request, _reply, done) => {
    if (isBatch(request)) {
      counted.add(request);
      counts.underWay += 1;
    }
    done();
  });
  fastify.addHook("onResponse", (request, reply, done) => {
    if (counted.has(request) && reply.statusCode === 503) counts.rejected += 1;
    leave(request);
    done();
  });
  fastify.addHook("onRequestAbort", (request, done) => {
    leave(request);
    done();
  });
};
