import { toUnicode } from "tr46";

import type { Lexicon } from "../model/lexicon.js";
import { splitWords } from "../model/split-words.js";

/** A label as people read it. */
export interface ReadLabel {
  /** As it is written in its own letters: `müller` for `xn--mller-kva`. */
  readonly written: string;
  /** The same in the letters of the lexicon, without hyphens; empty where it has other letters altogether. */
  readonly plain: string;
  readonly isInternational: boolean;
  readonly words: readonly string[];
  /** log10 of how likely the words are to be drawn from running text; 0 where the lexicon has no such letters. */
  readonly log10Likelihood: number;
}

/** Letters that do not fall apart into one of a to z and an accent. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ð: "d",
};

/**
 * Reads a label: from Punycode into its own letters, without accents for the lexicon, and split into words. A label
 * that a list of one of the languages has as a whole is one word there.
 * @param label ASCII, lower case
 * @param languages columns of the lexicon
 */
export const readLabel = (
  label: string,
  lexicon: Lexicon,
  languages: readonly string[],
): ReadLabel => {
  const isInternational = label.startsWith("xn--");
  const written = isInternational ? toUnicode(label).domain : label;
  const lettered = isInternational ? withoutAccents(written) : label;
  const plain = lettered.replaceAll("-", "");
  if (plain === "" || !/^[a-z0-9]+$/.test(plain))
    return { written, plain: "", isInternational, words: [written], log10Likelihood: 0 };
  const row = languages.length > 0 ? lexicon.find(plain) : -1;
  const isOneWord =
    plain === lettered &&
    languages.some((language) => lexicon.score(row, lexicon.column(language)) > 0);
  const split = splitWords(lettered, lexicon);
  return {
    written,
    plain,
    isInternational,
    words: isOneWord ? [plain] : split.words,
    log10Likelihood: split.log10Likelihood,
  };
};

const withoutAccents = (text: string): string =>
  text
    .replaceAll(/[ßøłđıæœþð]/g, (letter) => SPELLED[letter] ?? letter)
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "");
