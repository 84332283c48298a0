import { BATCH_TYPES } from "#contracts";
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";

import { ProblemError } from "./problem-error.js";

/** No contract nests deeper than half of it: what does is meant to cost us time. */
const MOST_DEPTH = 16;

/** JSON is read by Fastify; lists of names come as streams, and are read line by line where they are used. */
export const addContentTypes = (fastify: FastifyInstance): void => {
  fastify.removeContentTypeParser("text/plain");
  fastify.addContentTypeParser([BATCH_TYPES.csv, BATCH_TYPES.ndjson], (_request, payload, done) =>
    done(null, payload),
  );
  fastify.addHook("preValidation", ({ headers, body }, _reply, done) => {
    const isJson = headers["content-type"]?.includes("json") === true;
    const isTooDeep = isJson && !(body instanceof Readable) && isDeeperThan(MOST_DEPTH, body);
    done(
      isTooDeep
        ? new ProblemError("invalid-request", `The body nests deeper than ${MOST_DEPTH} levels.`)
        : undefined,
    );
  });
};

/** Goes no deeper than the limit itself. */
const isDeeperThan = (most: number, value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (most === 0 || Object.values(value).some((inner) => isDeeperThan(most - 1, inner)));
