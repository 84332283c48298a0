import { z } from "zod";

const EARLIEST = Date.parse("0001-01-01T00:00:00.000Z");
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");

/** An ISO 8601 time with its zone, from year 1 to 9999 in UTC: the range that every store and parser supports. */
export const Instant = z.iso
  .datetime({
    offset: true,
    // Refinements that compare times must not run on an invalid one.
    abort: true,
    error: "must be an ISO 8601 time with its zone, such as 2026-01-15T12:00:00Z",
  })
  .refine((text) => {
    const ms = Date.parse(text);
    return ms >= EARLIEST && ms <= LATEST;
  }, "must be from year 1 to year 9999 in UTC");

const FRACTION = /\.(\d+)/;

/**
 * A time in UTC with all of its digits down to the microsecond: three behind the point, or six where it has them.
 * Digits below a microsecond are cut off.
 * @param text an ISO 8601 time with its zone
 */
export const utcOf = (text: string): string => {
  const digits = FRACTION.exec(text)?.[1];
  if (digits === undefined || digits.length <= 3) return new Date(text).toISOString();
  const second = new Date(text.replace(FRACTION, "")).toISOString().slice(0, -4);
  return shortened(`${second}${digits.slice(0, 6).padEnd(6, "0")}Z`);
};

/** Shortens six fractional digits to three, if the last three are zeros. */
const shortened = (utc: string): string => (utc.endsWith("000Z") ? `${utc.slice(0, -4)}Z` : utc);

/** Which of two times as `utcOf` writes them is earlier: below zero the first, zero where they are the same. */
export const compareUtc = (a: string, b: string): number => {
  const [first, second] = [a.slice(0, -1), b.slice(0, -1)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
};
