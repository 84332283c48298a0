import { expect, it } from "vitest";

import { Quota } from "./quota.js";

it("has a limit in total and per key, and counts releases", () => {
  const quota = new Quota(5, 2);
  const first = quota.take("a");
  expect(quota.take("a")).toBeDefined();
  expect(quota.take("a")).toBeUndefined();
  for (const key of ["b", "b", undefined]) expect(quota.take(key)).toBeDefined();
  expect(quota.take("c")).toBeUndefined();
  expect(quota.take(undefined)).toBeUndefined();
  first?.();
  expect(quota.take("a")).toBeDefined();
});
