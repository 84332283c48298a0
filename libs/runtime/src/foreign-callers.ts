import type { FastifyInstance } from "fastify";
import type { IncomingHttpHeaders } from "node:http";

import { OPERATIONS_PATHS } from "./operations.module.js";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** `name`, `name:port`, `[address]:port` */
const HOST = /^(\[[\da-f:.]+\]|[^:/?#@\s[\]]+)(:\d{1,5})?$/;

export interface TrustedCallers {
  /** Without keys a browser's page could call us in its user's name; with keys it would have to know one. */
  readonly hasKeys: boolean;
  /** The gateway's port: pages that it serves on loopback may call every app. */
  readonly gatewayPort: number;
  /** Origins such as `https://assay.example`, beyond our own on loopback; their hosts may be asked for, too. */
  readonly allowedOrigins: readonly string[];
}

/** @returns why a request is rejected; undefined for one that may be answered */
export type ForeignCallerCheck = (headers: IncomingHttpHeaders) => string | undefined;

/**
 * Finds requests that a browser sends for a page of somebody else. A foreign `Host` is a name that was made to point to
 * this machine (DNS rebinding); a foreign `Origin` is a page of another site, which may send requests although it cannot
 * read the answers. Without keys nothing else would keep these out.
 */
export const foreignCallerCheck = ({
  hasKeys,
  gatewayPort,
  allowedOrigins,
}: TrustedCallers): ForeignCallerCheck => {
  if (hasKeys) return () => undefined;
  const origins = new Set(allowedOrigins);
  const hosts = new Set(allowedOrigins.map((origin) => new URL(origin).host));
  const isOwnPage = (origin: string, host: string): boolean => {
    if (!URL.canParse(origin)) return false;
    const page = new URL(origin);
    if (origin !== page.origin || !/^https?:$/.test(page.protocol)) return false;
    return (
      page.host === host || (LOOPBACK.test(page.hostname) && page.port === String(gatewayPort))
    );
  };
  return ({ host, origin }) => {
    const asked = host?.toLowerCase() ?? "";
    const name = HOST.exec(asked)?.[1];
    if (name === undefined || !(LOOPBACK.test(name) || hosts.has(asked)))
      return "This host is not allowed. Use a loopback address, or list its origin in ALLOWED_ORIGINS.";
    if (origin === undefined || origins.has(origin) || isOwnPage(origin, asked)) return undefined;
    return "Pages of this origin may not call us without a key. Name the origin in ALLOWED_ORIGINS to allow it.";
  };
};

/** RFC 9457 body of the rejection. */
const foreignCallerProblem = (detail: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      type: "urn:assay:problem:forbidden",
      title: "The request comes from elsewhere",
      status: 403,
      detail,
    }),
  );

/** Rejects foreign callers with 403 on every path but those of operations, before anything else of a request is read. */
export const rejectForeignCallers = (fastify: FastifyInstance, check: ForeignCallerCheck): void => {
  fastify.addHook("onRequest", (request, reply, done) => {
    const detail = OPERATIONS_PATHS.has(request.routeOptions.url ?? "")
      ? undefined
      : check(request.headers);
    if (detail === undefined) return done();
    void reply
      .code(403)
      .header("content-type", "application/problem+json")
      .send(foreignCallerProblem(detail));
  });
};
