import { IdempotencyKey } from "#contracts";
import type { RequestKey } from "#storage";
import type { FastifyRequest } from "fastify";
import { createHash } from "node:crypto";

import { callerOf } from "./access.js";
import { parseWith, ProblemError } from "./problem-error.js";

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

/**
 * The key of a request, with what makes it the same when it is sent again.
 * @param asked what it asks for, as it was read: not as it was written
 */
export const requestKeyOf = (request: FastifyRequest, asked: unknown): RequestKey | undefined => {
  const key = idempotencyKeyOf(request);
  return key === undefined
    ? undefined
    : { key, fingerprint: fingerprintOf([request.method, pathOf(request), asked]) };
};

/**
 * The same where a request must have a key, because money moves: whoever gets no answer could not ask again without one.
 * @throws ProblemError that says what to send
 */
export const requiredRequestKeyOf = (request: FastifyRequest, asked: unknown): RequestKey => {
  const key = idempotencyKeyOf(request);
  if (key !== undefined) return { key, fingerprint: fingerprintOf(asked) };
  const detail =
    "is missing: send one of your own, such as a UUID, and the same one again when you get no answer; it is done once";
  throw new ProblemError("invalid-request", `The header Idempotency-Key ${detail}.`, [
    { pointer: "Idempotency-Key", detail },
  ]);
};

const pathOf = (request: FastifyRequest): string => request.url.split("?")[0] ?? "";

/** A digest of what is asked for. */
const fingerprintOf = (asked: unknown): string =>
  createHash("sha256").update(JSON.stringify(asked)).digest("base64url");
