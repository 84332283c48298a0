import { expect, it } from "vitest";

import { ConnectionTurns } from "./connection-turns.js";

it("the turn behind a connection is for connections, and the next one is not", () => {
  const turns = new ConnectionTurns();
  expect(turns.next()).toBe(false);
  turns.count();
  expect([turns.next(), turns.next()]).toEqual([true, false]);
});

it("however many come, other work has a turn now and then", () => {
  const turns = new ConnectionTurns();
  const theirs = Array.from({ length: 600 }, () => {
    turns.count();
    return turns.next();
  });
  expect(theirs.filter((isTheirs) => !isTheirs)).toHaveLength(2);
  expect(theirs[256]).toBe(false);
});
