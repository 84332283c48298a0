import { expect, it } from "vitest";

import { foldNames } from "./fold-names.js";

it("keeps the order asked and folds a name in three spellings into its first", async () => {
  expect(
    await foldNames(["bravo.one", "ALPHA.one", "alpha.one.", "alpha.one", "bravo.one"]),
  ).toEqual({
    items: [
      { idx: 0, domain: "bravo.one" },
      { idx: 1, domain: "alpha.one", input: "ALPHA.one" },
    ],
    refused: [],
    total: 2,
  });
});

it("gives a rejected entry its own place, and its index in the request", async () => {
  const folded = await foldNames(["alpha.one", "alpha.one", 7, "co.uk", "bravo.one"]);
  expect(folded.items.map(({ idx, domain }) => [idx, domain])).toEqual([
    [0, "alpha.one"],
    [3, "bravo.one"],
  ]);
  expect(folded.refused).toMatchObject([
    { idx: 1, index: 2, input: "7", code: "not_a_string" },
    { idx: 2, index: 3, input: '"co.uk"', code: "public_suffix" },
  ]);
});

it("cuts what it shows of a huge entry", async () => {
  const {
    refused: [refused],
  } = await foldNames(["x".repeat(10_000)]);
  expect(String(refused?.input)).toHaveLength(303);
});

it("lets others go first while it reads a large batch", async () => {
  let passed = 0;
  const passer = setInterval(() => (passed += 1), 0);
  const names = Array.from({ length: 50_000 }, (_, index) => `name-${index}.one`);
  const { total } = await foldNames(names);
  clearInterval(passer);
  expect(total).toBe(50_000);
  expect(passed).toBeGreaterThan(5);
});
