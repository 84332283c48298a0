import type { Lexicon } from "./lexicon.js";

/** A name as the words that it most likely consists of. */
export interface SplitName {
  readonly words: readonly string[];
  /** log10 of how likely these words are to be drawn from running text; below zero. */
  readonly log10Likelihood: number;
}

/** Longest word that is looked for, in characters. */
const LONGEST = 24;
/** log10 of the words that the web counts were taken from (Norvig, "Natural Language Corpus Data", 2009). */
const LOG10_TOTAL = 12.0107;
/** A score of the column `web` is 1 at 10^4 occurrences, and 35 more for each power of ten. */
const WEB_FLOOR = 4;
const WEB_PER_DECADE = 35;
/** What an unknown word costs, and each of its letters: dear enough that known words are preferred. */
const UNKNOWN_WORD = -10;
const UNKNOWN_LETTER = -1.3;
/** What each word costs, and one of one or two letters: or names would fall into crumbs. */
const EACH_WORD = -0.3;
const SHORT_WORD = -1;
const NUMBER = -5;
const NUMBER_DIGIT = -0.3;

/** log10 of a word's share of running text by its score in the column `web`, 1 to 255. */
export const log10Share = (webScore: number): number =>
  WEB_FLOOR + (webScore - 1) / WEB_PER_DECADE - LOG10_TOTAL;

/**
 * Splits a label into words: hyphens and digits divide, letters are split where the product of the words' shares is
 * greatest (Viterbi). Linear in the label's length.
 */
export const splitWords = (label: string, lexicon: Lexicon): SplitName => {
  const web = lexicon.column("web");
  const words: string[] = [];
  let log10Likelihood = 0;
  for (const part of label.match(/[a-z]+|[0-9]+/g) ?? []) {
    if (part.charCodeAt(0) < 97) {
      words.push(part);
      log10Likelihood += NUMBER + NUMBER_DIGIT * part.length;
    } else {
      log10Likelihood += splitLetters(part, lexicon, web, words);
    }
  }
  return words.length === 0
    ? { words: [label], log10Likelihood: UNKNOWN_WORD }
    : { words, log10Likelihood };
};

const splitLetters = (part: string, lexicon: Lexicon, web: number, words: string[]): number => {
  const best = new Float64Array(part.length + 1).fill(-1e9);
  const from = new Int32Array(part.length + 1);
  best[0] = 0;
  for (let start = 0; start < part.length; start += 1) {
    const before = best[start] as number;
    lexicon.findAll(part, start, LONGEST, (end, row) => {
      const length = end - start;
      const score = length > 1 || isOneLetterWord(part, start) ? lexicon.score(row, web) : 0;
      const share = score > 0 ? log10Share(score) : UNKNOWN_WORD + UNKNOWN_LETTER * length;
      const total = before + share + EACH_WORD + (length < 3 ? SHORT_WORD : 0);
      if (total > (best[end] as number)) {
        best[end] = total;
        from[end] = start;
      }
    });
  }
  const found: string[] = [];
  for (let end = part.length; end > 0; end = from[end] as number)
    found.push(part.slice(from[end], end));
  words.push(...found.toReversed());
  return best[part.length] as number;
};

const isOneLetterWord = (part: string, at: number): boolean =>
  part.charCodeAt(at) === 97 || part.charCodeAt(at) === 105;
