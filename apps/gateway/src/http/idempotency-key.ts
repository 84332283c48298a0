import { IdempotencyKey } from "#contracts";
import type { FastifyRequest } from "fastify";

import { callerOf } from "./access.js";
import { parseWith } from "./problem-error.js";

/** The `Idempotency-Key` of a request. Each API key has its own: nobody gets the answer to somebody else's request. */
export const idempotencyKeyOf = (request: FastifyRequest): string | undefined => {
  const given = parseWith(
    IdempotencyKey.optional(),
    "The Idempotency-Key",
    request.headers["idempotency-key"],
  );
  const caller = callerOf(request);
  return given === undefined || caller === undefined ? given : `${caller.name} ${given}`;
};
