import { expect, it } from "vitest";

import { ProblemError } from "../http/problem-error.js";
import { CallLimit } from "./call-limit.js";

/** A system that answers so many calls a second, each in `leastMs` at the least: those at once share it. */
const serve = (limit: CallLimit, atOnce: number, calls: number, leastMs: number): number => {
  let refused = 0;
  let nowMs = 0;
  for (let round = 0; round < calls / atOnce; round += 1) {
    const leaves = Array.from({ length: atOnce }, () => {
      try {
        return limit.enter(3, nowMs);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
        refused += 1;
        return undefined;
      }
    }).filter((leave) => leave !== undefined);
    nowMs += Math.max(leastMs, leaves.length * 1);
    for (const leave of leaves) leave(true, nowMs);
  }
  return refused;
};

it("lets in more while calls are as quick as in calm, and fewer when they take twice as long", () => {
  const limit = new CallLimit();
  expect(limit.most).toBe(64);
  // Ten at once take as long as one: nobody is refused, and room that is not needed is not made.
  expect(serve(limit, 10, 2_000, 10)).toBe(0);
  expect(limit.most).toBe(64);
  // A hundred at once share what serves one in a millisecond: they take ten times as long.
  expect(serve(limit, 100, 10_000, 10)).toBeGreaterThan(0);
  expect(limit.most).toBeGreaterThanOrEqual(10);
  expect(limit.most).toBeLessThan(25);
  // What serves a thousand in the time of one has room for them.
  const wide = new CallLimit();
  serve(wide, 1_000, 200_000, 1_000);
  expect(wide.most).toBeGreaterThan(600);
});

it("never refuses what one busy caller has under way, however slow it has become", () => {
  const limit = new CallLimit();
  serve(limit, 1, 100, 1);
  serve(limit, 16, 5_000, 10_000);
  expect(limit.most).toBe(16);
  expect(serve(limit, 16, 1_600, 10_000)).toBe(0);
});

it("lets in fewer than that while others come on top, until nobody is refused any more", () => {
  const limit = new CallLimit();
  serve(limit, 1, 100, 1);
  // Each takes as long as all that were let in with it: two at once take twice as long as one.
  serve(limit, 100, 20_000, 1);
  expect(limit.most).toBe(4);
  serve(limit, 4, 40, 1);
  expect(limit.most).toBe(16);
});

it("compares calls with those of their own size", () => {
  const limit = new CallLimit();
  let nowMs = 0;
  for (let call = 0; call < 400; call += 1) {
    const isLarge = call % 2 === 0;
    const leave = limit.enter(isLarge ? 1_000 : 1, nowMs);
    nowMs += isLarge ? 200 : 2;
    leave(true, nowMs);
  }
  expect(limit.most).toBe(64);
});

it("says when to come back, and that nothing was taken", () => {
  const limit = new CallLimit();
  for (let call = 0; call < 64; call += 1) limit.enter(3, 0);
  expect(() => limit.enter(3, 0)).toThrow(
    expect.objectContaining({
      kind: "overloaded",
      retryAfterS: 1,
      message: expect.stringMatching(/64 callers wait.*Nothing of this request was taken/),
    }) as Error,
  );
});

it("counts a call that was not answered in time as the slowest", () => {
  const limit = new CallLimit();
  serve(limit, 1, 100, 10);
  for (let call = 0; call < 200; call += 1) limit.enter(3, 0)(false, 5_000);
  expect(limit.most).toBeLessThan(64);
});
