import { BATCH_TYPES } from "#contracts";
import type { FastifyInstance } from "fastify";

/** JSON is read by Fastify; lists of names come as streams, and are read line by line where they are used. */
export const addContentTypes = (fastify: FastifyInstance): void => {
  fastify.removeContentTypeParser("text/plain");
  fastify.addContentTypeParser([BATCH_TYPES.csv, BATCH_TYPES.ndjson], (_request, payload, done) =>
    done(null, payload),
  );
};
