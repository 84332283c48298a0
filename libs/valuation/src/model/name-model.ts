import { readCalibration, type Calibration } from "./calibration.js";
import { Comparables, COMPARABLE_FEATURES, type Comparable, type SoldName } from "./comparables.js";
import type { Lexicon } from "./lexicon.js";
import { featureNames, measureName } from "./name-features.js";
import { NameGrams } from "./name-grams.js";
import { predictRidge, type RidgeWeights } from "./ridge.js";
import { splitWords } from "./split-words.js";
import type { StackWeights } from "./stack.js";
import { predictTrees, type Trees } from "./trees.js";
import { WORD_PRICE_FEATURES, WordPrices } from "./word-prices.js";

/** Everything that training has learned; a model file is this and nothing else. */
export interface LearnedModel {
  readonly grams: NameGrams;
  readonly ridge: RidgeWeights;
  readonly wordPrices: WordPrices;
  /** Trees over the name's own features. */
  readonly trees: Trees;
  readonly sold: readonly SoldName[];
  readonly soldLog10Prices: Float64Array;
  /** Weights of ridge, word prices, comparables and trees. */
  readonly stack: StackWeights;
  /** Trees over all of it, for what the weighted sum leaves over. */
  readonly correction: Trees;
  readonly calibration: Calibration;
}

/** A model's estimate of a name; prices as log10, in the currency of the sales. */
export interface NameEstimate {
  readonly words: readonly string[];
  readonly log10Price: number;
  /** The 80 % interval. */
  readonly log10Low: number;
  readonly log10High: number;
  /** The chance of selling at the market's minimum; undefined where the sales show none. */
  readonly atMinimum: number | undefined;
  readonly members: Readonly<Record<(typeof MEMBERS)[number], number>>;
  readonly comparables: readonly Comparable[];
}

/** The members of the stack, in the order of its weights. */
export const MEMBERS = ["ridge", "word_prices", "comparables", "trees"] as const;
/** What the correction sees before the name's own features. */
export const STACK_FEATURES = [...MEMBERS, "stack", ...WORD_PRICE_FEATURES, ...COMPARABLE_FEATURES];
const SHOWN_COMPARABLES = 5;

/** A trained model of what a name sells for. Pure: the same label gives the same estimate. */
export class NameModel {
  private readonly comparables: Comparables;
  private readonly features: Float64Array;

  constructor(
    readonly learned: LearnedModel,
    private readonly lexicon: Lexicon,
  ) {
    this.comparables = new Comparables(
      learned.grams,
      learned.sold,
      learned.soldLog10Prices,
      learned.wordPrices.mean,
    );
    this.features = new Float64Array(STACK_FEATURES.length + featureNames(lexicon).length);
  }

  /** Estimates what a label would sell for. @param label ASCII, lower case, without its suffix */
  estimate(label: string): NameEstimate {
    const { learned, features } = this;
    const own = STACK_FEATURES.length;
    const split = splitWords(label, this.lexicon);
    measureName(label, split, this.lexicon, features, own);
    const row = learned.grams.row(label, split.words);
    const nearest = this.comparables.nearest(row);

    const ridge = predictRidge(learned.ridge, features, own, row);
    const wordPrices = learned.wordPrices.describe(split.words, features, MEMBERS.length + 1);
    const comparables = this.comparables.describe(
      // A name's own sale is shown, but is no comparable: the weights were learned without it.
      nearest.filter(({ name }) => !this.comparables.is(name, label)),
      features,
      MEMBERS.length + 1 + WORD_PRICE_FEATURES.length,
    );
    const trees = predictTrees(learned.trees, features, own);
    const stacked = combine(learned.stack, [ridge, wordPrices, comparables, trees], features, 0);
    const log10Price = stacked + predictTrees(learned.correction, features);
    const { low, high, atMinimum } = readCalibration(learned.calibration, log10Price);
    return {
      words: split.words,
      log10Price,
      log10Low: low,
      log10High: high,
      atMinimum: learned.calibration.log10Minimum === undefined ? undefined : atMinimum,
      members: { ridge, word_prices: wordPrices, comparables, trees },
      comparables: nearest
        .slice(0, SHOWN_COMPARABLES)
        .map(({ name, similarity }) => this.comparables.at(name, similarity)),
    };
  }
}

/** Writes the members and their weighted sum, and returns the sum. */
export const combine = (
  { intercept, weights }: StackWeights,
  members: readonly number[],
  into: Float64Array,
  offset: number,
): number => {
  let sum = intercept;
  for (const [at, member] of members.entries()) {
    into[offset + at] = member;
    sum += (weights[at] as number) * member;
  }
  into[offset + members.length] = sum;
  return sum;
};
