import { OPERATIONS_TABLE, type Operation } from "#openapi";
import type { FastifyRequest } from "fastify";

/** Calls of the contract by their route, as the router writes it. */
const BY_ROUTE = new Map(
  OPERATIONS_TABLE.map((operation) => [
    `${operation.method.toUpperCase()} ${operation.path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
    operation,
  ]),
);

/** The contract's operation of a request; undefined for a route that the contract does not know. */
export const operationOf = ({
  method,
  routeOptions: { url },
}: FastifyRequest): Operation | undefined =>
  BY_ROUTE.get(`${method === "HEAD" ? "GET" : method} ${url}`);

const PATTERNS = OPERATIONS_TABLE.map(({ method, path }) => ({
  method: method.toUpperCase(),
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
}));

/**
 * The methods of a path in the contract, such as `GET, HEAD, DELETE`; none for an unknown path. A literal path
 * takes precedence over a parameter: `/market/events` is not the market of a domain.
 */
export const methodsOf = (called: string): string[] => {
  const own = PATTERNS.filter(({ path }) => path === called);
  const matching = own.length > 0 ? own : PATTERNS.filter(({ pattern }) => pattern.test(called));
  return matching.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]));
};
