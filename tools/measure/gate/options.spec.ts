import { expect, it } from "vitest";

import { readGateOptions } from "./options.js";

it("reads what to compare with", () => {
  expect(readGateOptions(["--base", "main", "--pairs", "30"])).toEqual({
    base: "main",
    backend: "redis",
    minPairs: 30,
    maxPairs: 30,
    calls: 100,
  });
  expect(readGateOptions(["--self"]).base).toBeUndefined();
});

it.each([[[]], [["--base", "x", "--self"]], [["--self", "--calls", "0"]], [["--self", "--pair"]]])(
  "rejects %j",
  (args) => {
    expect(() => readGateOptions(args)).toThrow(/npm run bench:gate/);
  },
);
