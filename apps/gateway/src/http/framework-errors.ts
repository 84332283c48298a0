import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

import { problemBody } from "./problem-error.js";

/** Answers Fastify's own rejections before routing, such as a path that cannot be decoded, as problems. */
export const frameworkErrors = (
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const detail =
    error.code === "FST_ERR_MAX_PARAM_LENGTH"
      ? "A part of the path is too long."
      : "The path cannot be decoded: write it percent-encoded.";
  const body = problemBody("invalid-request", detail);
  void reply
    .code(body.status)
    .header("content-type", "application/problem+json")
    .send(Buffer.from(JSON.stringify(body)));
};
