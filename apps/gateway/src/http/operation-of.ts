import { OPERATIONS_TABLE, type Operation } from "#openapi";
import type { FastifyRequest } from "fastify";

/** Calls of the contract by their route, as the router writes it. */
const BY_ROUTE = new Map(
  OPERATIONS_TABLE.map((operation) => [
    `${operation.method.toUpperCase()} ${operation.path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
    operation,
  ]),
);

/** The call of the contract that a request makes; undefined for a route that the contract does not know. */
export const operationOf = ({
  method,
  routeOptions: { url },
}: FastifyRequest): Operation | undefined =>
  BY_ROUTE.get(`${method === "HEAD" ? "GET" : method} ${url}`);

const PATTERNS = OPERATIONS_TABLE.map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
}));

/** The methods that a path has by the contract, such as `GET, HEAD, DELETE`; none for a path that it does not know. */
export const methodsOf = (path: string): string[] =>
  PATTERNS.filter(({ pattern }) => pattern.test(path)).flatMap(({ method }) =>
    method === "GET" ? ["GET", "HEAD"] : [method],
  );
