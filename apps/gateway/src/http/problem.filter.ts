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

/** What a part that is away leads to. */
const COMES_BACK = new Set<ProblemKind>(["unavailable", "outcome-unknown"]);
/** Seconds after which trying again is worth it: what is away comes back by itself, or is started again. */
const RETRY_AFTER_S = 2;

const STORAGE_ERRORS = new Set([StorageUnavailableError.name, OutcomeUnknownError.name]);

const KIND_BY_STATUS: Readonly<Record<number, ProblemKind>> = {
  400: "malformed-body",
  404: "not-found",
  413: "payload-too-large",
  415: "unsupported-media-type",
};

/** Turns whatever was thrown into one `application/problem+json`; only what nobody expected is logged, and here only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.toProblem(error);
    // A stream that breaks half way has sent its head already: ending it is all that is left.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (isBodyTaken(request)) {
      // Whoever is still sending is to hear the answer, and not that the connection is gone.
      request.raw.resume();
      void reply.removeHeader("connection");
    } else leaveBody(request, reply);
    if (problem.kind === "unauthorized") void reply.header("www-authenticate", "Bearer");
    const retryAfterS = COMES_BACK.has(problem.kind) ? RETRY_AFTER_S : problem.retryAfterS;
    if (retryAfterS !== undefined) void reply.header("retry-after", retryAfterS);
    void reply
      .status(PROBLEMS[problem.kind].status)
      .header("content-type", "application/problem+json")
      // As bytes: Fastify would add a charset to text, which the media type does not have.
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
    return new ProblemError(
      "internal",
      "Something went wrong on our side; it has been noted. Trying again may help.",
    );
  }
}

/** Fastify's own errors say their status. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;
