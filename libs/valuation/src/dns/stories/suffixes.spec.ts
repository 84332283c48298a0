import { expect, it } from "vitest";

import { priorOf, usd, value } from "./given.js";

it("a name costs at least a year's registration of its suffix", () => {
  expect(usd("xkqzvwp.ai")).toBeGreaterThan(74.9);
  expect(usd("xkqzvwp.de")).toBeGreaterThan(4.11);
  expect(usd("xkqzvwp.de")).toBeLessThan(usd("xkqzvwp.com"));
});

it("the better the label, the more its .com is worth beside another suffix", () => {
  const ratio = (label: string): number => usd(`${label}.net`) / usd(`${label}.com`);
  expect(ratio("cloudhost")).toBeGreaterThan(0.8);
  expect(ratio("voice")).toBeLessThan(0.4);
});

it("a country's words count under its suffix alone", () => {
  expect(usd("versicherung.de")).toBeGreaterThan(20 * usd("versicherung.com"));
  expect(priorOf("versicherung.de").words).toEqual(["versicherung"]);
});

it("a label in its own letters is read without accents, and costs something for them", () => {
  const idn = priorOf("xn--mller-kva.de");
  expect(idn.words).toEqual(["muller"]);
  expect(idn.terms.map(({ term }) => term)).toContain("international");
  expect(usd("xn--mller-kva.de")).toBeLessThan(usd("muller.de"));
  expect(idn.reason).toContain("6 letters");
});

it("a label in letters that no list has is valued by its length alone", () => {
  expect(priorOf("xn--fiqs8s.com").terms.map(({ term }) => term)).toEqual([
    "length",
    "three_letters",
    "international",
  ]);
});

it("a suffix that no list has: a wide range, chosen, with a note", () => {
  const known = value("cloudhost.net");
  const unknown = value("cloudhost.nowhere");
  const width = ({ low, high }: { low: string; high: string }): number =>
    Number(high) / Number(low);
  expect(width(unknown)).toBeGreaterThan(2 * width(known));
  expect(unknown.factors.ensemble?.outlook).toMatchObject({
    interval: "chosen",
    interval_sales: 0,
  });
  expect(unknown.factors.ensemble?.suffix.note).toContain("Nothing is known of .nowhere");
  expect(unknown.factors.ensemble?.reason).toContain("nothing is known of .nowhere");
});

it("where the .eth model counts, it orders names that the prior finds alike", () => {
  expect(priorOf("cloudhost.ai", 0.5).score).toBeGreaterThan(priorOf("cloudhost.ai", -0.5).score);
});
