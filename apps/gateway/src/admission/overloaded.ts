import { ProblemError } from "../http/problem-error.js";

/** Nobody is told to come back later than that. */
const MAX_RETRY_S = 60;

/** More is asked than can be done. @param retryAfterS when asking again is worth it, in whole seconds */
export const overloaded = (why: string, retryAfterS: number): ProblemError =>
  new ProblemError(
    "overloaded",
    `${why} Nothing of this request was taken: send it again in ${retryAfterS} s.`,
    undefined,
    retryAfterS,
  );

/**
 * Whoever comes back after `Retry-After` comes with everybody else who was rejected: they are spread over twice the
 * time that the work takes which is too much.
 * @param excessMs for how long the work would be too much
 */
export const retryAfterS = (excessMs: number, random: () => number = Math.random): number =>
  Math.min(MAX_RETRY_S, 1 + Math.floor(((2 * Math.max(0, excessMs)) / 1_000 + 1) * random()));
