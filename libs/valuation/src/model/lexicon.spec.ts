import { describe, expect, it } from "vitest";

import { Lexicon, LexiconError } from "./lexicon.js";
import { splitWords } from "./split-words.js";
import { smallLexicon } from "./test/given.js";

describe("the lexicon", () => {
  const lexicon = smallLexicon();

  it("gives a word's scores, and 0 for a list or a word that it does not have", () => {
    const gold = lexicon.find("gold");
    expect(lexicon.score(gold, lexicon.column("web"))).toBe(200);
    expect(lexicon.score(gold, lexicon.column("phrase"))).toBe(0);
    expect(lexicon.score(lexicon.find("golden"), lexicon.column("web"))).toBe(0);
    expect(lexicon.find("xgoldx", 1, 5)).toBe(gold);
  });

  it("names the line that is wrong", () => {
    const text = (lines: string): Uint8Array => new TextEncoder().encode(lines);
    expect(() => Lexicon.parse(text("web\ngold\ta300\n"))).toThrow("Line 2 of the lexicon");
    expect(() => Lexicon.parse(text("web\ngold\ta3\nbank\tb3\n"))).toThrow("Line 3 of the lexicon");
    expect(() => Lexicon.parse(text("web"))).toThrow(LexiconError);
    expect(() => lexicon.column("nothing")).toThrow('no column "nothing"');
  });
});

describe("splitting a name into words", () => {
  const split = (label: string): readonly string[] => splitWords(label, smallLexicon()).words;

  it("finds the words, and divides at hyphens and digits", () => {
    expect(split("goldbank")).toEqual(["gold", "bank"]);
    expect(split("gold-bank24")).toEqual(["gold", "bank", "24"]);
    expect(split("blackjack")).toEqual(["blackjack"]);
    expect(split("goldzzqxv")).toEqual(["gold", "zzqxv"]);
  });

  it("is likelier the commoner the words are", () => {
    const likely = (label: string): number => splitWords(label, smallLexicon()).log10Likelihood;
    expect(likely("goldbank")).toBeGreaterThan(likely("tradeworld"));
    expect(likely("tradeworld")).toBeGreaterThan(likely("zzqxvzzqxv"));
  });

  it("takes anything that a label may be", () => {
    for (const label of ["a", "-", "1", "xn--bcher-kva", "x".repeat(63)])
      expect(split(label).length).toBeGreaterThan(0);
  });
});
