import { IdempotencyKey } from "#contracts";
import type { RequestKey } from "#storage";
import type { FastifyRequest } from "fastify";
import { createHash } from "node:crypto";

import { callerOf } from "./access.js";
import { parseWith, ProblemError } from "./problem-error.js";

const OptionalKey = IdempotencyKey.optional();

/** The `Idempotency-Key` of a request. It is scoped to the API key, so callers never get each other's answers. */
export const idempotencyKeyOf = (request: FastifyRequest): string | undefined => {
  const given = parseWith(OptionalKey, "The Idempotency-Key", request.headers["idempotency-key"]);
  const caller = callerOf(request);
  return given === undefined || caller === undefined ? given : `${caller.name} ${given}`;
};

/**
 * The key of a request, with the request's fingerprint.
 * @param asked the parsed request, so that its spelling does not matter
 */
export const requestKeyOf = (request: FastifyRequest, asked: unknown): RequestKey | undefined => {
  const key = idempotencyKeyOf(request);
  return key === undefined
    ? undefined
    : { key, fingerprint: fingerprintOf([request.method, pathOf(request), asked]) };
};

/**
 * The key of a request that must have one, because money moves: without a key a caller could not retry safely.
 * @throws ProblemError that says what to send
 */
export const requiredRequestKeyOf = (request: FastifyRequest, asked: unknown): RequestKey => {
  const key = idempotencyKeyOf(request);
  if (key !== undefined) return { key, fingerprint: fingerprintOf(asked) };
  const detail =
    "is missing: send a unique one, such as a UUID, and the same one again if you get no answer; the request is executed once";
  throw new ProblemError("invalid-request", `The header Idempotency-Key ${detail}.`, [
    { pointer: "Idempotency-Key", detail },
  ]);
};

const pathOf = (request: FastifyRequest): string => request.url.split("?")[0] ?? "";

/** A digest of the request. */
export const fingerprintOf = (asked: unknown): string =>
  createHash("sha256").update(JSON.stringify(asked)).digest("base64url");
