import type { FastifyInstance } from "fastify";

/** The largest JSON body, in bytes: 100,000 names of a usual length fit several times. */
export const MAX_JSON_BYTES = 8 * 1024 * 1024;

/** JSON is read by Fastify; lists of names come as streams, and are read line by line where they are used. */
export const addContentTypes = (fastify: FastifyInstance): void => {
  fastify.removeContentTypeParser("text/plain");
  fastify.addContentTypeParser(["text/csv", "application/x-ndjson"], (_request, payload, done) =>
    done(null, payload),
  );
};
