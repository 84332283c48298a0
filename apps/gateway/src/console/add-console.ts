import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { ConsoleFile, ConsoleFiles } from "./console-files.js";

/** The paths of the page's screens: each serves the same page, which reads the path. */
const SCREENS = [
  "/",
  "/batches/:id",
  "/names",
  "/names/:name",
  "/live",
  "/replay",
  "/latency",
  "/funds",
  "/funds/:symbol",
];
const PAGE = "index.html";
const ASSETS = "/assets/";
/** A host name, with or without a port: it becomes part of a header. */
const HOST = /^[\w.:[\]-]{1,255}$/;

/**
 * Serves the web console. Assets have a hash in their names and are cached for ever; the page is revalidated each time.
 * Without files there is no console, and its paths are a 404.
 * @param streamOrigins where the page may open a socket, by the request's host
 */
export const addConsole = (
  fastify: FastifyInstance,
  files: ConsoleFiles,
  streamOrigins: (host: string) => string,
): void => {
  const page = files.get(PAGE);
  if (page === undefined) return;
  for (const screen of SCREENS)
    fastify.get(screen, (request, reply) => {
      const host = HOST.test(request.host) ? request.host : "localhost";
      void reply.headers({
        "content-security-policy": policy(streamOrigins(host)),
        "cache-control": "no-cache",
      });
      return send(request, reply, page);
    });
  for (const [name, file] of files)
    if (`/${name}`.startsWith(ASSETS))
      fastify.get(`/${name}`, (request, reply) => {
        void reply.header("cache-control", "public, max-age=31536000, immutable");
        return send(request, reply, file);
      });
};

const policy = (origins: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${origins}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");

const send = (request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply => {
  void reply.headers({ etag: file.etag, vary: "accept-encoding" });
  if (request.headers["if-none-match"] === file.etag) return reply.status(304).send();
  void reply.header("content-type", file.type);
  const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  if (!takesGzip || file.gzipped === undefined) return reply.send(file.body);
  return reply.header("content-encoding", "gzip").send(file.gzipped);
};
