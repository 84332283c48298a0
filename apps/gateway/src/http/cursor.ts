import { createHash } from "node:crypto";

import { ProblemError } from "./problem-error.js";

/** The check is no secret: a cursor grants nothing. It tells a cursor that was cut or changed from one of ours. */
const checkOf = (scope: string, position: number): string =>
  createHash("sha256").update(`assay ${scope} ${position}`).digest("base64url").slice(0, 10);

/** A place in the pages of one thing: opaque, and good for that thing alone. */
export const encodeCursor = (scope: string, position: number): string =>
  Buffer.from(`${position}.${checkOf(scope, position)}`).toString("base64url");

/** @throws ProblemError `invalid-cursor` when it is not one that was given for this scope */
export const decodeCursor = (scope: string, cursor: string): number => {
  const [text = "", check] = Buffer.from(cursor, "base64url").toString("utf8").split(".");
  const position = Number(text);
  if (/^-?\d{1,15}$/.test(text) && check === checkOf(scope, position)) return position;
  throw new ProblemError(
    "invalid-cursor",
    "The cursor was not given for these pages, or was changed on the way. Use next_cursor as it came, or begin without one.",
  );
};
