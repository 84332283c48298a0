/** The logged fields of an error. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

/** Causes of causes that are described. */
const MAX_DEPTH = 4;
const SQLSTATE = /^[\dA-Z]{5}$/;

/**
 * What an error discloses, in a log as in an answer: its class, its code and where it came from. What a server wrote
 * about a statement has the statement's values in it, and what the system writes of a connection has addresses; of both
 * only the code is kept. Properties that drivers add (`query`, `parameters`, `detail`, `address`) are left out.
 */
export const describeError = (error: Error, depth = 0): ErrorDescription => {
  const message = safeMessage(error);
  const { code } = error as NodeJS.ErrnoException;
  const frames = error.stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
  return {
    type: error.name,
    message,
    ...(typeof code === "string" ? { code } : {}),
    ...(frames ? { stack: `${error.name}: ${message}\n${frames}` } : {}),
    ...(error.cause instanceof Error && depth < MAX_DEPTH
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
  };
};

/** The message of an error, without what a database or a connection put into it. */
export const safeMessage = (error: Error): string => {
  const { code, syscall, driverError } = error as NodeJS.ErrnoException & { driverError?: Error };
  if (driverError instanceof Error) return safeMessage(driverError);
  if (typeof code === "string" && SQLSTATE.test(code) && syscall === undefined)
    return `the database answered SQLSTATE ${code}`;
  if (typeof code === "string" && syscall !== undefined) return `${syscall} ${code}`;
  // Several addresses of one host were tried: Node gives no message then.
  if (error instanceof AggregateError) return typeof code === "string" ? code : "several failures";
  return error.message.replaceAll(/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, "(address)");
};
