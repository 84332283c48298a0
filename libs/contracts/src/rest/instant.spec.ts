import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compareUtc, Instant, utcOf } from "./instant.js";

describe("a time in UTC", () => {
  it.each([
    ["2026-01-15T12:00Z", "2026-01-15T12:00:00.000Z"],
    ["2026-01-15T12:00:00Z", "2026-01-15T12:00:00.000Z"],
    ["2026-01-15T12:00:00.1Z", "2026-01-15T12:00:00.100Z"],
    ["2026-01-15T12:00:00.123000Z", "2026-01-15T12:00:00.123Z"],
    ["2026-01-15T12:00:00.1234Z", "2026-01-15T12:00:00.123400Z"],
    ["2026-01-15T12:00:00.123456+05:30", "2026-01-15T06:30:00.123456Z"],
    ["2026-01-15T12:00:00.123456789Z", "2026-01-15T12:00:00.123456Z"],
    ["2026-01-15T23:59:59.999999-01:00", "2026-01-16T00:59:59.999999Z"],
  ])("%s keeps its digits", (text, utc) => {
    expect(utcOf(text)).toBe(utc);
    expect(utcOf(utc)).toBe(utc);
  });

  it("is compared to the microsecond, however many digits it is written with", () => {
    const micros = fc.integer({ min: 0, max: 2_999_999 });
    const textOf = (us: number): string =>
      utcOf(`2026-01-15T12:00:0${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, "0")}Z`);
    fc.assert(
      fc.property(micros, micros, (a, b) => {
        expect(Math.sign(compareUtc(textOf(a), textOf(b)))).toBe(Math.sign(a - b));
      }),
    );
  });
});

describe("a time that is accepted", () => {
  it.each(["9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "1969-07-20T20:17:40Z"])(
    "%s",
    (text) => expect(Instant.safeParse(text).success).toBe(true),
  );
  it.each([
    "9999-12-31T23:59:59-00:01",
    "+010000-01-01T00:00:00Z",
    "0000-06-01T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "2026-01-15T12:00:00",
    "2026-02-30T12:00:00Z",
  ])("not %s", (text) => expect(Instant.safeParse(text).success).toBe(false));
});
