/** The database cannot be reached or cannot take work now. Trying again later is the remedy. */
export class StorageUnavailableError extends Error {
  override readonly name = "StorageUnavailableError";
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The database cannot be used at the moment: ${reason}. Nothing was changed; try again.`, {
      cause,
    });
  }
}

const NETWORK_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENOENT",
]);
/** SQLSTATE classes: connection exception, insufficient resources, operator intervention, system error. */
const SQLSTATE_CLASSES = new Set(["08", "53", "57", "58"]);
const UNIQUE_VIOLATION = "23505";

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";

/** What TypeORM says of a transaction whose connection broke between two statements: it has let go of it by itself. */
const RELEASED = new Set([
  "QueryRunnerAlreadyReleasedError",
  "QueryRunnerProviderAlreadyReleasedError",
]);

/** Whether the failure is the connection's or the server's, and not the statement's. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof StorageUnavailableError) return true;
  const code = codeOf(error);
  if (NETWORK_CODES.has(code) || (code.length === 5 && SQLSTATE_CLASSES.has(code.slice(0, 2))))
    return true;
  if (error instanceof Error && RELEASED.has(error.name)) return true;
  // node-postgres and its pool give these no code.
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end/.test(
      error.message,
    )
  );
};

/** Whether a row with that key is already there: the mark of work that was done before. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === UNIQUE_VIOLATION;

/** SQLSTATE classes: data exception, integrity constraint violation. */
const DATA_CLASSES = new Set(["22", "23"]);

/** Whether the database rejects what it was given: a number or a time out of range, a constraint that does not hold. */
export const isRejectedData = (error: unknown): boolean => {
  const code = codeOf(error);
  return code.length === 5 && DATA_CLASSES.has(code.slice(0, 2));
};
