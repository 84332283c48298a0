import { expect, it } from "vitest";

import { errorType } from "./error-type.js";

it("names a failure by its class", () => {
  class DatabaseError extends Error {
    override readonly name = "error";
  }
  class NamedError extends Error {
    override readonly name = "NamedError";
  }
  expect(
    [new DatabaseError(), new NamedError(), new TypeError("x"), new Error("x"), "text"].map(
      errorType,
    ),
  ).toEqual(["DatabaseError", "NamedError", "TypeError", "Error", "unknown"]);
});
