import { expect, it } from "vitest";

import { SoldNames, type SoldDomain } from "../sold-names.js";

const sold = (domain: string, words: string, score = 0): SoldDomain => ({
  domain,
  suffix: domain.slice(domain.indexOf(".") + 1),
  words: words.split(" "),
  score,
  price: "100.00",
});

const names = new SoldNames([
  sold("cloudhost.com", "cloud host"),
  sold("cloudbank.net", "cloud bank"),
  sold("cloudbank.com", "cloud bank"),
  sold("redhouse.com", "red house"),
  sold("voice.com", "voice"),
  sold("371.com", "371"),
]);

it("names of the same suffix and kind that share a word come first; the name itself is left out", () => {
  const nearest = names.nearest({
    domain: "cloudhost.com",
    suffix: "com",
    words: ["cloud", "host"],
    score: 0,
  });
  expect(nearest.map(({ domain }) => domain)).toEqual([
    "cloudbank.com",
    "redhouse.com",
    "cloudbank.net",
  ]);
  for (const { similarity } of nearest) expect(similarity).toBeLessThan(1);
});

it("without a sale there is nothing to compare with", () => {
  expect(
    new SoldNames().nearest({ domain: "a.com", suffix: "com", words: ["a"], score: 0 }),
  ).toEqual([]);
});
