import { expect, it } from "vitest";

import { readPrefer } from "./prefer-header.js";

it.each([
  [undefined, 5_000, undefined],
  ["", 5_000, undefined],
  ["respond-async", 0, "respond-async"],
  ["wait=2", 2_000, "wait=2"],
  ["Wait = 2", 2_000, "wait=2"],
  ["respond-async, wait=10", 10_000, "respond-async, wait=10"],
  ["wait=9999", 30_000, "wait=30"],
  ["wait=0", 0, "wait=0"],
  ["wait=-1", 5_000, undefined],
  ["wait=soon", 5_000, undefined],
  ["handling=lenient", 5_000, undefined],
])("%s", (header, waitMs, applied) => {
  expect(readPrefer(header)).toEqual({ waitMs, applied });
});
