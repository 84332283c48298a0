/**
 * The queue or the bus cannot be reached; try again later. A job whose server went away while it was added may have
 * been queued all the same: the same job id again is the same job.
 */
export class TransportUnavailableError extends Error {
  override readonly name = "TransportUnavailableError";
  constructor(cause: unknown) {
    super(`The queue cannot be used at the moment: ${reasonOf(cause)}. Try again.`, { cause });
  }
}

/** The job ran and failed for good: after its last attempt, or because another would fail, too. */
export class JobFailedError extends Error {
  override readonly name = "JobFailedError";
  constructor(
    message: string,
    /** The name of the error's class in the worker. */
    readonly errorName: string,
  ) {
    super(message);
  }
}

/** The handlers of a server are not those that its catalogue of jobs asks for. */
export class HandlerMismatchError extends Error {
  override readonly name = "HandlerMismatchError";
  constructor(missing: readonly string[], surplus: readonly string[], doubled: readonly string[]) {
    super(
      [
        ...missing.map((name) => `the job "${name}" has no handler`),
        ...surplus.map((name) => `"${name}" has a handler and is no job of the catalogue`),
        ...doubled.map((name) => `the job "${name}" has more than one handler`),
      ].join("; "),
    );
  }
}

/** A word for people that names no host and no command: a code of the system, or the first word of a Redis error. */
const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  return /^[A-Z]{4,}\b/.exec(cause.message)?.[0] ?? "no answer";
};
