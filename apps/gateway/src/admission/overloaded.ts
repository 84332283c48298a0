import { ProblemError } from "../http/problem-error.js";

/** More is asked than can be done. @param retryAfterS when asking again is worth it, in whole seconds */
export const overloaded = (why: string, retryAfterS: number): ProblemError =>
  new ProblemError(
    "overloaded",
    `${why} Nothing of this request was taken: send it again in ${retryAfterS} s.`,
    undefined,
    retryAfterS,
  );
