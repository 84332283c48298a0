import { expect, it } from "vitest";

import { describeError } from "./describe-error.js";

const SECRET = /secret|10\.1\.2\.3|6379|insert into/i;

it("keeps of a database's error its code, and nothing of the statement", () => {
  const driverError = Object.assign(
    new Error('invalid input syntax for type numeric: "secret-value"'),
    { code: "22P02", detail: "Key (id)=(secret)", severity: "ERROR" },
  );
  const error = Object.assign(new Error(driverError.message), {
    name: "QueryFailedError",
    query: "INSERT INTO t VALUES ($1)",
    parameters: ["secret"],
    driverError,
  });
  const described = describeError(error);
  expect(described).toMatchObject({
    type: "QueryFailedError",
    message: "the database answered SQLSTATE 22P02",
  });
  expect(described.stack).toContain("describe-error.spec");
  expect(JSON.stringify(described)).not.toMatch(SECRET);
});

it("keeps of a broken connection what happened, and no address", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:6379"), {
    code: "ECONNREFUSED",
    syscall: "connect",
    address: "10.1.2.3",
    port: 6379,
  });
  const described = describeError(
    new Error("The queue is unavailable (10.1.2.3:6379).", { cause }),
  );
  expect(described.message).toBe("The queue is unavailable ((address)).");
  expect(described.cause).toMatchObject({ message: "connect ECONNREFUSED", code: "ECONNREFUSED" });
  expect(JSON.stringify(described)).not.toMatch(SECRET);
});

it("describes an error whose causes go in a circle", () => {
  const error = new Error("round");
  error.cause = error;
  expect(JSON.stringify(describeError(error)).match(/"round"/g)?.length).toBeLessThan(10);
});
