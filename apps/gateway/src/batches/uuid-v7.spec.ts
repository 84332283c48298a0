import { expect, it } from "vitest";

import { uuidV7 } from "./uuid-v7.js";

it("is a UUID of version 7 that grows with time and never comes twice", () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => uuidV7(1_700_000_000_000 + at));
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 1_000 }, () => uuidV7(0))).size).toBe(1_000);
  expect(uuidV7(0x0193_4f3c_6f2b).startsWith("01934f3c-6f2b-7")).toBe(true);
});
