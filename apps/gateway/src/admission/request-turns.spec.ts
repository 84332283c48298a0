import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";

import { RequestTurns } from "./request-turns.js";

const take = (turns: RequestTurns, count: number, key = ""): string[] => {
  const begun: string[] = [];
  for (let index = 0; index < count; index += 1)
    turns.take(
      () => key,
      () => begun.push(key),
    );
  return begun;
};

it("begins few requests at once, and the others in the next turns", async () => {
  const turns = new RequestTurns();
  const begun = take(turns, 150);
  expect(begun).toHaveLength(64);
  expect(turns.length).toBe(86);
  expect(turns.work).toBe(86);
  await nextTurn();
  expect(begun).toHaveLength(128);
  await nextTurn();
  expect(begun).toHaveLength(150);
  expect(turns.length).toBe(0);
  await nextTurn();
  expect(take(turns, 70)).toHaveLength(64);
});

it("begins nothing out of turn while others wait", async () => {
  const turns = new RequestTurns();
  take(turns, 150);
  await nextTurn();
  expect(take(turns, 1)).toHaveLength(0);
});

it("keys take turns", async () => {
  const turns = new RequestTurns();
  take(turns, 64 + 500, "busy");
  const quiet = take(turns, 20, "quiet");
  expect(turns.workAhead("other")).toBe(2);
  expect(turns.workAhead("busy")).toBe(520);
  await nextTurn();
  expect(quiet).toHaveLength(20);
});

it("rejects requests when too many wait", async () => {
  const turns = new RequestTurns();
  take(turns, 2_064);
  expect(() => take(turns, 1)).toThrow(/2000 requests are waiting/);
  await nextTurn();
  expect(take(turns, 1)).toHaveLength(0);
});

it("gives connections priority, for some turns", async () => {
  const turns = new RequestTurns();
  const begun = take(turns, 100);
  for (let turn = 0; turn < 256; turn += 1) {
    turns.connections.count();
    await nextTurn();
    expect(begun).toHaveLength(64);
  }
  turns.connections.count();
  await nextTurn();
  expect(begun).toHaveLength(100);
});

it("knows how long a turn takes, while requests wait", async () => {
  let nowMs = 0;
  const turns = new RequestTurns(() => nowMs);
  take(turns, 300);
  expect(turns.unseenMs).toBe(0);
  await nextTurn();
  nowMs += 30;
  await nextTurn();
  expect(turns.unseenMs).toBe(30);
  for (let turn = 0; turn < 4; turn += 1) await nextTurn();
  expect(turns.unseenMs).toBe(0);
  nowMs += 10_000;
  take(turns, 100);
  await nextTurn();
  expect(turns.unseenMs).toBe(0);
});
