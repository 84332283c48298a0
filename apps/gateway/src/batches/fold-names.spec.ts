import { expect, it } from "vitest";

import { foldNames } from "./fold-names.js";

it("keeps the order asked and folds a name in three spellings into its first", () => {
  expect(foldNames(["bravo.one", "ALPHA.one", "alpha.one.", "alpha.one", "bravo.one"])).toEqual({
    items: [
      { idx: 0, domain: "bravo.one" },
      { idx: 1, domain: "alpha.one", input: "ALPHA.one" },
    ],
    refused: [],
    total: 2,
  });
});

it("gives a refused entry a place of its own, and its index in the request", () => {
  const folded = foldNames(["alpha.one", "alpha.one", 7, "co.uk", "bravo.one"]);
  expect(folded.items.map(({ idx, domain }) => [idx, domain])).toEqual([
    [0, "alpha.one"],
    [3, "bravo.one"],
  ]);
  expect(folded.refused).toMatchObject([
    { idx: 1, index: 2, input: "7", code: "not_a_string" },
    { idx: 2, index: 3, input: '"co.uk"', code: "public_suffix" },
  ]);
});

it("cuts what it shows of a huge entry", () => {
  const [refused] = foldNames(["x".repeat(10_000)]).refused;
  expect(String(refused?.input)).toHaveLength(303);
});
