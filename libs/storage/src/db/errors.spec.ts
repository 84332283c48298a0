import pg from "pg";
import { QueryFailedError } from "typeorm";
import { describe, expect, it } from "vitest";

import {
  ConnectError,
  ConnectionLostError,
  isLost,
  isTransient,
  OutcomeUnknownError,
  StorageUnavailableError,
} from "./errors.js";

const answer = (code: string, routine?: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError("said so", 7, "error"), { code, routine });

describe("what the server answers", () => {
  it.each([
    ["08006", "the connection failed"],
    ["25006", "the primary has become a standby"],
    ["25P02", "the transaction had failed"],
    ["25P03", "the transaction was idle"],
    ["40001", "transactions collided"],
    ["40P01", "a deadlock"],
    ["53100", "the disk is full"],
    ["53300", "too many connections"],
    ["55P03", "a lock could not be had in time"],
    ["57014", "the statement took too long"],
    ["57P01", "the server stops"],
    ["57P03", "the server starts"],
    ["58030", "the disk failed"],
  ])("%s passes by itself: %s", (code) => {
    expect(isTransient(answer(code))).toBe(true);
    expect(isTransient(new QueryFailedError("SELECT", [], answer(code)))).toBe(true);
  });

  it.each(["22P02", "23505", "23514", "42601", "42P01", "55000", "25001"])(
    "%s is the statement's own failure",
    (code) => {
      expect(isTransient(answer(code))).toBe(false);
    },
  );

  it("a plan that a migration has made stale is prepared anew; another 0A000 is not", () => {
    expect(isTransient(answer("0A000", "RevalidateCachedQuery"))).toBe(true);
    expect(isTransient(answer("0A000"))).toBe(false);
  });

  it.each([
    ["57P01", true],
    ["57P02", true],
    ["08006", true],
    ["57014", false],
    ["40001", false],
    ["25006", false],
  ])("%s leaves the outcome of a commit unknown: %s", (code, isUnknown) => {
    expect(isLost(answer(code))).toBe(isUnknown);
  });
});

it("a connection that breaks is transient, whatever its message says; an error of the code is not", () => {
  expect(isTransient(new ConnectionLostError(new Error("x")))).toBe(true);
  expect(isTransient(new ConnectError(new Error("x")))).toBe(true);
  expect(isTransient(new Error("Connection terminated unexpectedly"))).toBe(false);
  expect(isTransient(new TypeError("timeout exceeded when trying to connect"))).toBe(false);
});

describe("what is said of it", () => {
  it("names neither host nor statement", () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:5432"), {
      code: "ECONNREFUSED",
    });
    const { message } = new StorageUnavailableError(new ConnectError(cause));
    expect(message).toBe(
      "The database cannot be used at the moment (ECONNREFUSED). Nothing was changed; try again.",
    );
  });

  it("claims nothing of a change whose outcome is unknown", () => {
    const { message } = new OutcomeUnknownError(new ConnectionLostError(new Error("x")));
    expect(message).toContain("may or may not have been made");
    expect(message).not.toContain("Nothing was changed");
  });
});
