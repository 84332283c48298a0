/**
 * The `error.type` of a failure: the name of its class. Some libraries leave `name` as good as empty
 * (`Error`, node-postgres' `error`), and then it is the class's own.
 */
export const errorType = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  return error.name.toLowerCase() === "error" ? error.constructor.name : error.name;
};
