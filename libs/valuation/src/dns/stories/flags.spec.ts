import { expect, it } from "vitest";

import { priorOf } from "./given.js";

const flagsOf = (name: string): string[] => priorOf(name).flags.map(({ flag }) => flag);

it("a brand says so", () => {
  expect(flagsOf("google.com")).toEqual(["brand"]);
  expect(flagsOf("spotify.net")).toEqual(["brand"]);
  expect(priorOf("google.com").flags[0]?.note).toContain("trademark");
});

it("a slip away from a famous name: a letter more, less, another, or two swapped", () => {
  for (const label of ["gogle", "gooogle", "goohle", "googel", "spotfy"])
    expect(flagsOf(`${label}.com`), label).toEqual(["typo"]);
  expect(priorOf("googel.com").flags[0]?.note).toContain("google");
});

it("two slips, a word, a site or a short name are no typo", () => {
  for (const label of ["goohel", "voice", "gogl", "a", "google"])
    expect(flagsOf(`${label}.com`), label).not.toContain("typo");
});

it("an adult word is recognised as a word, not inside another one", () => {
  expect(flagsOf("sexcloud.com")).toEqual(["adult"]);
  expect(flagsOf("cloudhost.com")).toEqual([]);
});
