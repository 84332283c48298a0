import { PROBLEMS, type ProblemKind } from "#contracts";
import { KeyReusedError, OutcomeUnknownError, StorageUnavailableError } from "#storage";
import { JobFailedError, TransportUnavailableError } from "#transport";
import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";

import { isBodyTaken, leaveBody } from "./leave-body.js";
import { problemBody, ProblemError } from "./problem-error.js";

/** Answers to unavailable services. */
const COMES_BACK = new Set<ProblemKind>(["unavailable", "outcome-unknown"]);
/** `Retry-After`, in seconds: unavailable services recover by themselves, or are restarted. */
const RETRY_AFTER_S = 2;

const STORAGE_ERRORS = new Set([StorageUnavailableError.name, OutcomeUnknownError.name]);

const KIND_BY_STATUS: Readonly<Record<number, ProblemKind>> = {
  400: "malformed-body",
  404: "not-found",
  413: "payload-too-large",
  415: "unsupported-media-type",
};

/** Turns any error into `application/problem+json`. Unhandled errors are logged, and only here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.toProblem(error);
    // A stream that fails half way has sent its headers already: it can only be ended.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (isBodyTaken(request)) {
      // A client that is still sending must be able to read the answer.
      request.raw.resume();
      void reply.removeHeader("connection");
    } else leaveBody(request, reply);
    if (problem.kind === "unauthorized") void reply.header("www-authenticate", "Bearer");
    const retryAfterS = COMES_BACK.has(problem.kind) ? RETRY_AFTER_S : problem.retryAfterS;
    if (retryAfterS !== undefined) void reply.header("retry-after", retryAfterS);
    void reply
      .status(PROBLEMS[problem.kind].status)
      .header("content-type", "application/problem+json")
      // As bytes: to text Fastify would add a charset, which this media type does not have.
      .send(
        Buffer.from(
          JSON.stringify(problemBody(problem.kind, problem.message, problem.errors, problem.range)),
        ),
      );
  }

  private toProblem(error: unknown): ProblemError {
    if (error instanceof ProblemError) return error;
    if (error instanceof KeyReusedError)
      return new ProblemError("idempotency-key-reused", error.message);
    if (error instanceof OutcomeUnknownError)
      return new ProblemError("outcome-unknown", error.message);
    if (error instanceof StorageUnavailableError || error instanceof TransportUnavailableError) {
      return new ProblemError("unavailable", error.message);
    }
    if (error instanceof JobFailedError && STORAGE_ERRORS.has(error.errorName))
      // The job ran more than once: an earlier attempt may have stored what the last could not.
      return new ProblemError(
        "outcome-unknown",
        "The database cannot be used at the moment. The values may or may not have been stored: send the request again, with the same Idempotency-Key if it had one.",
      );
    const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
    if (status !== undefined && status < 500) {
      return new ProblemError(
        KIND_BY_STATUS[status] ?? "invalid-request",
        (error as Error).message,
      );
    }
    this.logger.error("Unhandled error of a request.", error);
    return new ProblemError("internal", "Internal error; it has been logged. A retry may succeed.");
  }
}

/** Fastify's own errors have a status. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;
