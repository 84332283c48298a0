import { utcOf } from "#contracts";

/**
 * A column of timestamps as text with microseconds: the driver's dates have only milliseconds.
 * @param column a column of a statement, never user input
 */
export const utcColumn = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** A timestamp from `utcColumn`, or one out of JSON that Postgres made, as the contract writes it. */
export const utcOrNull = (text: string | null): string | null =>
  text === null ? null : utcOf(text);
