import { findKey, type Allowance, type ApiKey, type KeyLimits } from "#keys";
import { API_BASE, type Scope } from "#contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { IncomingHttpHeaders } from "node:http";

import { operationOf } from "./operation-of.js";
import { invalidAt, ProblemError } from "./problem-error.js";

const callers = new WeakMap<FastifyRequest, ApiKey>();

/** The key of an authenticated request; undefined without keys. */
export const callerOf = (request: FastifyRequest): ApiKey | undefined => callers.get(request);

/**
 * Authenticates and authorizes every request before its body is read. Without keys every call is
 * allowed, so the apps then listen on loopback only.
 */
export const addAccessHook = (
  fastify: FastifyInstance,
  keys: readonly ApiKey[],
  limits: KeyLimits,
  now: () => Promise<Date>,
): void => {
  if (keys.length === 0) return;
  fastify.addHook("onRequest", async (request, reply) => {
    const scope = scopeOf(request);
    if (scope === undefined) return;
    const key = admit(request, scope, keys);
    callers.set(request, key);
    limit(reply, await limits.take(key, (await now()).getTime()));
  });
};

const tokenOf = ({ authorization }: IncomingHttpHeaders): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];

/** The key that a request sends; undefined if it is unknown. */
export const keyOf = (
  headers: IncomingHttpHeaders,
  keys: readonly ApiKey[],
): ApiKey | undefined => {
  const token = tokenOf(headers);
  return token === undefined ? undefined : findKey(keys, token);
};

/** A route of the API that the contract does not know needs `admin`. */
const scopeOf = (request: FastifyRequest): Scope | undefined => {
  const { url } = request.routeOptions;
  if (url === undefined) return undefined;
  const operation = operationOf(request);
  return operation === undefined && url.startsWith(API_BASE) ? "admin" : operation?.scope;
};

const admit = (request: FastifyRequest, scope: Scope, keys: readonly ApiKey[]): ApiKey => {
  const key = keyOf(request.headers, keys);
  if (key === undefined)
    throw new ProblemError(
      "unauthorized",
      tokenOf(request.headers) === undefined
        ? "Send an API key in the header `Authorization: Bearer KEY`."
        : "This API key is not known; it may have been revoked.",
    );
  if (!key.scopes.has(scope))
    throw new ProblemError(
      "forbidden",
      `This call needs the scope ${scope}; the key ${key.name} has ${[...key.scopes].join(", ")}.`,
    );
  return key;
};

/** Reports the limits of a key in the headers of `draft-ietf-httpapi-ratelimit-headers`. */
const limit = (reply: FastifyReply, allowances: readonly Allowance[]): void => {
  if (allowances.length === 0) return;
  const listOf = (of: (allowance: Allowance) => string): string => allowances.map(of).join(", ");
  void reply
    .header(
      "ratelimit-policy",
      listOf(({ label, limit: q, windowS }) => `"${label}";q=${q};w=${windowS}`),
    )
    .header(
      "ratelimit",
      listOf(({ label, left, resetS }) => `"${label}";r=${left};t=${resetS}`),
    );
  const spent = allowances.findLast(({ isAllowed }) => !isAllowed);
  if (spent === undefined) return;
  throw new ProblemError(
    "rate-limited",
    `This key may make ${spent.limit} requests per ${spent.label}; the next ${spent.label} begins in ${spent.resetS} s.`,
    undefined,
    spent.resetS,
  );
};

/** The voter: the key's name, or without keys the name in the request. */
export const voterOf = (request: FastifyRequest, given: string | undefined): string => {
  const voter = callerOf(request)?.name ?? given;
  if (voter !== undefined) return voter;
  throw invalidAt("/voter", "is required without API keys");
};
