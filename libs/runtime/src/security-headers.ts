import type { FastifyInstance } from "fastify";

/** Pages have inline styles only: no scripts, no loads, no frames. */
export const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
} as const;

/**
 * Puts what browsers are to keep to on every answer. No header of CORS is among them: pages of other origins cannot read
 * answers.
 */
export const addSecurityHeaders = (fastify: FastifyInstance): void => {
  fastify.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    done();
  });
};
