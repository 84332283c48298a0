import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";

import { Turns } from "./turns.js";

it("what is asked for has its turn, but in those that belong to connections", async () => {
  const turns = new Turns((error) => expect.fail(String(error)));
  let given = 0;
  const worker = {
    turn: () => {
      given += 1;
      return false;
    },
  };
  turns.ask(worker);
  await nextTurn();
  expect(given).toBe(1);
  turns.ask(worker);
  turns.connections.count();
  await nextTurn();
  expect(given).toBe(1);
  await nextTurn();
  expect(given).toBe(2);
});
