import type { Lexicon } from "../model/lexicon.js";
import type { DnsFacts, SiteClass } from "./dns-facts.js";
import type { ReadLabel } from "./read-label.js";

/** One reason for or against a label: `weight` × `input` is what it adds to the score. */
export interface DemandTerm {
  readonly term: TermName;
  readonly input: number;
  readonly weight: number;
  readonly contribution: number;
}

/** What each term weighs in the demand score. One unit of score is about a factor of 24 of price. */
const TERM_WEIGHTS = {
  length: -0.06,
  words: -0.45,
  hyphen: -0.5,
  digits: -0.8,
  commonness: 1,
  rarest_word: 0.8,
  fluency: 0.2,
  phrase: 0.8,
  liked: 0.6,
  dictionary: 0.5,
  three_letters: 1,
  four_letters: 0.3,
  site: 0.25,
  unknown_word: -0.3,
  unpronounceable: -0.9,
  international: -0.4,
  eth_model: 0.5,
} as const;
export type TermName = keyof typeof TERM_WEIGHTS;

/** A label's score and what it consists of. */
export interface Demand {
  /** The sum of the contributions. */
  readonly score: number;
  /** Those that are not zero. */
  readonly terms: readonly DemandTerm[];
  readonly siteClass: SiteClass;
  /** Words that no list has: of the label nothing is known but its letters. */
  readonly isUnknown: boolean;
}

/**
 * The .eth model's opinion on the scale of the score: the usual .eth name fetched what few want, and a factor of ten of
 * price there is 1.2 of score. Its term is half of what it says beyond the label's own score: the two are averaged, so the
 * model orders labels, and does not raise the level of its suffixes.
 */
const ETH_SLOPE = 1.2;
const ETH_USUAL_SCORE = -1;

/** Letters and words beyond these change nothing any more. */
const MAX_LENGTH = 20;
const MAX_MORE_WORDS = 4;
const LONG_WORD = 5;
/** A longer run of letters is seldom in the web's list by chance. */
const MAX_CRUMB = 3;
const SCALE = 255;
/** The lists of other languages rank fewer words than the web's: their scores are lower for words as common. */
const LANGUAGE_FACTOR = 1.4;
const DIGITS = 6;
/** log10 of the likelihood of a letter of a usual name: the mean over the names of data/ens-auctions.csv. */
const USUAL_LIKELIHOOD = -1.05;
const MIN_FLUENCY = -2;

/**
 * The demand for a label: a weighted sum of its features. Every contribution is rounded to six digits,
 * and the score is their sum: who adds them up gets the same.
 * @param languages columns of the lexicon that count beside English
 * @param ethModel how far above the usual price the .eth model puts the label, log10; undefined where it does not count
 */
export const scoreDemand = (
  label: string,
  read: ReadLabel,
  lexicon: Lexicon,
  facts: DnsFacts,
  languages: readonly string[],
  ethModel?: number,
): Demand => {
  const { plain, words, written } = read;
  const columns = [lexicon.column("web"), ...languages.map((name) => lexicon.column(name))];
  const commonness = (row: number): number =>
    columns.reduce(
      (most, column, at) =>
        Math.max(
          most,
          Math.min(SCALE, lexicon.score(row, column) * (at === 0 ? 1 : LANGUAGE_FACTOR)),
        ),
      0,
    );
  const whole = plain === "" ? -1 : lexicon.find(plain);
  const isWord =
    lexicon.score(whole, lexicon.column("tier")) > 0 ||
    lexicon.score(whole, lexicon.column("speech")) > 0 ||
    columns.slice(1).some((column) => lexicon.score(whole, column) > 0);
  const rarest = rarestOf(words, (word) =>
    isNumber(word) ? SCALE / 2 : commonness(lexicon.find(word)),
  );
  const length = read.isInternational ? written.length : label.length;
  const isUnknown = plain !== "" && rarest.commonness === 0;
  // Letters fall into crumbs such as "qw", "rtp" and "sd": what no dictionary has and nobody says is no word.
  const crumbs = words.length > 1 ? words.filter((word) => isCrumb(word, lexicon)).length : 0;
  const siteClass = plain === "" ? 0 : facts.siteClass(read.isInternational ? written : label);
  const of = (row: number, column: string): number =>
    lexicon.score(row, lexicon.column(column)) / SCALE;
  const inputs: Record<Exclude<TermName, "eth_model">, number> = {
    length: Math.min(length, MAX_LENGTH),
    words: Math.min(words.length - 1, MAX_MORE_WORDS),
    hyphen: label.replace(/^xn--/, "").includes("-") && written.includes("-") ? 1 : 0,
    digits: written.replaceAll(/[^0-9]/g, "").length / written.length,
    commonness: commonness(whole) / SCALE,
    rarest_word: crumbs > 0 ? 0 : rarest.commonness / SCALE,
    fluency: plain === "" ? 0 : fluencyOf(read.log10Likelihood / plain.length),
    phrase: words.length > 1 ? of(whole, "phrase") : 0,
    liked: of(whole, "password"),
    dictionary: isWord ? 1 : 0,
    three_letters: length <= 3 ? 1 : 0,
    four_letters: length === 4 ? 1 : 0,
    site: siteClass,
    unknown_word: isUnknown && rarest.word.length >= LONG_WORD ? 1 : 0,
    unpronounceable:
      !isWord && (isUnknown || crumbs === words.length) && isUnpronounceable(plain) ? 1 : 0,
    international: read.isInternational ? 1 : 0,
  };
  const terms = (Object.keys(inputs) as (keyof typeof inputs)[]).flatMap((term) =>
    termOf(term, inputs[term]),
  );
  if (ethModel !== undefined)
    terms.push(...termOf("eth_model", ETH_SLOPE * ethModel + ETH_USUAL_SCORE - sumOf(terms)));
  return { score: sumOf(terms), terms, siteClass, isUnknown };
};

/** Nothing for an input of zero. */
const termOf = (term: TermName, exactInput: number): DemandTerm[] => {
  const input = rounded(exactInput);
  const weight = TERM_WEIGHTS[term];
  return input === 0 ? [] : [{ term, input, weight, contribution: rounded(input * weight) }];
};

/** How likely the words are in running text, log10 a letter, beside a usual name's; what is less likely is as unlikely. */
const fluencyOf = (log10PerLetter: number): number =>
  Math.max(MIN_FLUENCY, log10PerLetter - USUAL_LIKELIHOOD);

/** The score that terms add up to. */
export const sumOf = (terms: readonly { readonly contribution: number }[]): number =>
  rounded(terms.reduce((sum, { contribution }) => sum + contribution, 0));

const rounded = (value: number): number => Number(value.toFixed(DIGITS));

const isCrumb = (word: string, lexicon: Lexicon): boolean => {
  if (word.length > MAX_CRUMB || isNumber(word)) return false;
  const row = lexicon.find(word);
  return (
    lexicon.score(row, lexicon.column("tier")) === 0 &&
    lexicon.score(row, lexicon.column("speech")) === 0
  );
};

const isNumber = (word: string): boolean => word.charCodeAt(0) < 58;

const rarestOf = (
  words: readonly string[],
  commonness: (word: string) => number,
): { word: string; commonness: number } => {
  let rarest = { word: words[0] ?? "", commonness: Number.POSITIVE_INFINITY };
  for (const word of words) {
    const found = commonness(word);
    if (found < rarest.commonness) rarest = { word, commonness: found };
  }
  return rarest;
};

/** Four consonants in a row, or no vowel at all; y counts as one. */
const isUnpronounceable = (plain: string): boolean =>
  /[bcdfghjklmnpqrstvwxz]{4}/.test(plain) || (/[a-z]/.test(plain) && !/[aeiouy]/.test(plain));
