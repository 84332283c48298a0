import { ProblemError } from "../http/problem-error.js";

/** Maximum `Retry-After`. */
const MAX_RETRY_S = 60;

/** The request is rejected because of overload. @param retryAfterS in whole seconds */
export const overloaded = (why: string, retryAfterS: number): ProblemError =>
  new ProblemError(
    "overloaded",
    `${why} The request was not processed: send it again in ${retryAfterS} s.`,
    undefined,
    retryAfterS,
  );

/**
 * `Retry-After` in whole seconds, jittered over twice the excess so that rejected callers do not retry together.
 * @param excessMs how much longer than its limit the request would have waited
 */
export const retryAfterS = (excessMs: number, random: () => number = Math.random): number =>
  Math.min(MAX_RETRY_S, 1 + Math.floor(((2 * Math.max(0, excessMs)) / 1_000 + 1) * random()));
