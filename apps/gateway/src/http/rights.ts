import type { FastifyRequest } from "fastify";

/** What a caller may need to be allowed. */
export type Right =
  | "market:write"
  | "valuation:override"
  | "dispute:open"
  | "dispute:vote"
  | "dispute:resolve";

/**
 * The one place where it is decided who may do what. There are no API keys yet, so everybody who reaches the gateway
 * may do everything, and `HOST` is to stay on loopback.
 */
export const requireRight = (_request: FastifyRequest, _right: Right): void => undefined;

/** In whose name a caller votes. Without keys it is the name that is given. */
export const voterOf = (_request: FastifyRequest, given: string): string => given;
