import { describe, expect, it } from "vitest";

import { findKey, hashKey, parseApiKeys } from "./api-keys.js";

const hash = (key: string): string => hashKey(key).toString("hex");
const keysOf = (text: string) => {
  const parsed = parseApiKeys(text);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.keys;
};

it("reads names, scopes and limits, and finds a key by what was shown", () => {
  const keys = keysOf(
    `desk:value+read:${hash("one")}, feed:market:${hash("two")}:600,a:read:${hash("3")}:60:5000,b:read:${hash("4")}::70`,
  );
  expect(keys).toMatchObject([
    { name: "desk", scopes: new Set(["value", "read"]), perMinute: undefined },
    { name: "feed", scopes: new Set(["market"]), perMinute: 600, perDay: undefined },
    { name: "a", perMinute: 60, perDay: 5000 },
    { name: "b", perMinute: undefined, perDay: 70 },
  ]);
  expect(findKey(keys, "two")?.name).toBe("feed");
  for (const shown of ["three", "", undefined, hash("one")])
    expect(findKey(keys, shown)).toBeUndefined();
});

describe("an invalid key", () => {
  it.each([
    ["desk:value", "entry 1 must be like"],
    [`desk:value:${hash("a")},`, "entry 2 must be like"],
    [`desk:owner:${hash("a")}`, "no scope owner"],
    [`desk:value:${hash("a")},desk:read:${hash("b")}`, "entry 2: there is a key desk"],
    [`desk:value:${hash("a")}:0`, "entry 1"],
    [`desk:value:${hash("a")}::`, "entry 1"],
  ])("%#", (text, problem) => {
    const parsed = parseApiKeys(text);
    expect("problem" in parsed && parsed.problem).toContain(problem);
    expect("problem" in parsed && parsed.problem).not.toContain(hash("a"));
  });
});
