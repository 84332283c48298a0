import { createHash } from "node:crypto";

import { ProblemError } from "./problem-error.js";

/** The check detects a truncated or changed cursor. It is not a secret: a cursor grants nothing. */
const checkOf = (scope: string, position: number): string =>
  createHash("sha256").update(`assay ${scope} ${position}`).digest("base64url").slice(0, 10);

/** An opaque position in the pages of one resource, valid for that resource only. */
export const encodeCursor = (scope: string, position: number): string =>
  Buffer.from(`${position}.${checkOf(scope, position)}`).toString("base64url");

/** @throws ProblemError `invalid-cursor` if it was not issued for this scope */
export const decodeCursor = (scope: string, cursor: string): number => {
  const [text = "", check] = Buffer.from(cursor, "base64url").toString("utf8").split(".");
  const position = Number(text);
  if (/^-?\d{1,15}$/.test(text) && check === checkOf(scope, position)) return position;
  throw new ProblemError(
    "invalid-cursor",
    "The cursor does not belong to these pages, or was changed. Send next_cursor unchanged, or start without a cursor.",
  );
};
