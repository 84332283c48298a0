import pg from "pg";
import { QueryFailedError } from "typeorm";

/** The database is unreachable or cannot accept work now. Retry later. */
export class StorageUnavailableError extends Error {
  override readonly name: string = "StorageUnavailableError";
  constructor(
    cause: unknown,
    message = `The database cannot be used at the moment (${reasonOf(cause)}). Nothing was changed; try again.`,
  ) {
    super(message, { cause });
  }
}

/** The connection was lost while a change was being committed: it may or may not have been made. */
export class OutcomeUnknownError extends StorageUnavailableError {
  override readonly name = "OutcomeUnknownError";
  constructor(cause: unknown) {
    super(
      cause,
      `The connection to the database was lost while a change was being stored (${reasonOf(cause)}). The change may or may not have been made: look before you send it again, or send it again with the same Idempotency-Key.`,
    );
  }
}

/** No connection could be opened. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A connection was lost or timed out during a statement. */
export class ConnectionLostError extends Error {
  override readonly name = "ConnectionLostError";
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

const LOCK_NOT_AVAILABLE = "55P03";
/** Transient classes of SQLSTATE: connection, rollback, resources, operator, system. */
const TRANSIENT_CLASSES = new Set(["08", "40", "53", "57", "58"]);
const TRANSIENT_CODES = new Set([
  // The primary has become a standby.
  "25006",
  // The transaction failed before, or was ended for being idle or long.
  "25P02",
  "25P03",
  "25P04",
  // A lock was not available in time.
  LOCK_NOT_AVAILABLE,
  // The statement was prepared on another connection.
  "26000",
]);
/** Where Postgres finds that the schema has changed below a prepared statement. A new connection prepares it anew. */
const STALE_PLAN_ROUTINE = "RevalidateCachedQuery";
const UNIQUE_VIOLATION = "23505";

/** The server's error, unwrapped. */
const answerOf = (error: unknown): pg.DatabaseError | undefined => {
  const own: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return own instanceof pg.DatabaseError ? own : undefined;
};

/** Whether the connection or the server failed, and not the statement: a retry may succeed. */
export const isTransient = (error: unknown): boolean => {
  if (
    error instanceof StorageUnavailableError ||
    error instanceof ConnectError ||
    error instanceof ConnectionLostError
  )
    return true;
  const { code = "", routine } = answerOf(error) ?? {};
  return (
    TRANSIENT_CLASSES.has(code.slice(0, 2)) ||
    TRANSIENT_CODES.has(code) ||
    routine === STALE_PLAN_ROUTINE
  );
};

/**
 * Whether the connection was lost during a statement, so that its outcome is unknown. The server may
 * end a session (08…, 57P…) just after a commit.
 */
export const isLost = (error: unknown): boolean => {
  if (error instanceof ConnectionLostError) return true;
  return /^(08|57P)/.test(answerOf(error)?.code ?? "");
};

/** Whether a row with that key exists already: the work was done before. */
export const isUniqueViolation = (error: unknown): boolean =>
  answerOf(error)?.code === UNIQUE_VIOLATION;

/** Whether a lock was not available in time. */
export const isLockTimeout = (error: unknown): boolean =>
  answerOf(error)?.code === LOCK_NOT_AVAILABLE;

/** A short reason without host, statement or parameters. */
const reasonOf = (cause: unknown): string => {
  const code = answerOf(cause)?.code;
  if (code !== undefined) return `SQLSTATE ${code}`;
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error && "code" in inner && typeof inner.code === "string"
    ? inner.code
    : "no answer";
};

/** SQLSTATE classes: data exception, integrity constraint violation. */
const DATA_CLASSES = new Set(["22", "23"]);

/** Whether the database rejects the data: a number or a time out of range, a violated constraint. */
export const isRejectedData = (error: unknown): boolean =>
  DATA_CLASSES.has(answerOf(error)?.code?.slice(0, 2) ?? "");
