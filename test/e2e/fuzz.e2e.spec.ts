import type { Stack } from "#stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { fuzz } from "../../tools/prove/fuzz/fuzz.js";
import { backends, startSharedStack } from "../support/backends.js";

/** Seeds that have found something: 1 an id in an error frame that does not fit its schema, 2 a 414 that is no problem. */
const SEEDS = [1, 2];

// Real: processes that are sent what their documents describe, mostly. `npm run fuzz` sends ten times as much.
describe.each(backends().slice(0, 1))("on %s", (backend) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startSharedStack(backend);
  });
  afterAll(() => stack?.close());

  it.each(SEEDS)("seed %d: no 500, no answer that no document knows, no crash", async (seed) => {
    const outcome = await fuzz(stack, { requests: 1_000, frames: 1_000, seed });
    expect(outcome.objections).toEqual([]);
    expect(outcome.requests).toBeGreaterThanOrEqual(1_000);
    // Requests that are all rejected would prove nothing of what lies behind the checks.
    expect(outcome.answered).toBeGreaterThan(100);
    expect(outcome.frames).toBeGreaterThanOrEqual(1_000);
  });
});
