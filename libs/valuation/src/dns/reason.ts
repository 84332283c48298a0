import type { NameFlag } from "#contracts";

import type { Demand, TermName } from "./demand-score.js";
import type { SuffixFacts } from "./dns-facts.js";
import type { ReadLabel } from "./read-label.js";

/** Scores of commonness from which a word is a common one, and a very common one. */
const COMMON = 0.35;
const VERY_COMMON = 0.5;
const MAX_SHOWN_WORDS = 4;

/** One line that explains the prior of a name: what it consists of, and the reasons for and against it. */
export const reasonOf = (
  read: ReadLabel,
  { terms, siteClass, isUnknown }: Demand,
  flags: readonly NameFlag[],
  suffix: SuffixFacts,
): string => {
  const input = (name: TermName): number => terms.find(({ term }) => term === name)?.input ?? 0;
  const parts = [consistsOf(read, input, isUnknown)];
  if (siteClass === 3) parts.push("name of one of the hundred most popular sites");
  else if (siteClass === 2) parts.push("name of a popular site or of a top-level domain");
  if (input("hyphen") > 0) parts.push("with a hyphen");
  if (input("unpronounceable") > 0) parts.push("hard to pronounce");
  if (read.isInternational) parts.push("letters beyond ASCII");
  for (const { flag } of flags) parts.push(FLAG_WORDS[flag]);
  if (suffix.basis === "unknown") parts.push(`nothing is known of .${suffix.suffix}`);
  if (isUnknown && input("three_letters") === 0 && input("four_letters") === 0)
    parts.push("worth about its registration fee");
  return `${parts.join("; ")}.`;
};

const FLAG_WORDS: Readonly<Record<NameFlag["flag"], string>> = {
  brand: "a brand, so using it may infringe",
  adult: "an adult word",
  typo: "one slip from a famous name",
};

const consistsOf = (
  { written, words }: ReadLabel,
  input: (name: TermName) => number,
  isUnknown: boolean,
): string => {
  const long = `${written.length} ${/^[0-9]+$/.test(written) ? "digits" : "letters"}`;
  if (/^[0-9]+$/.test(written)) return `A number of ${long}`;
  if (isUnknown) return `No word that any list has, ${long}`;
  if (words.length === 1) return `One ${commonnessWord(input("commonness"))}word of ${long}`;
  const shown = words.slice(0, MAX_SHOWN_WORDS).join(" + ");
  const more = words.length > MAX_SHOWN_WORDS ? " + …" : "";
  const number = words.length <= NUMBERS.length ? NUMBERS[words.length - 1] : String(words.length);
  return `${number} ${commonnessWord(input("rarest_word"))}words (${shown}${more}), ${long}`;
};

const NUMBERS = ["One", "Two", "Three", "Four"];

const commonnessWord = (commonness: number): string => {
  if (commonness >= VERY_COMMON) return "very common ";
  return commonness >= COMMON ? "common " : "";
};
