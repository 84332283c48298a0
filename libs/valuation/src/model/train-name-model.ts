import { calibrate, readCalibration } from "./calibration.js";
import { Comparables, COMPARABLE_FEATURES, type SoldName } from "./comparables.js";
import { BOOSTING, fitTrees } from "./fit-trees.js";
import { groupOf } from "./hashing.js";
import type { Lexicon } from "./lexicon.js";
import { featureNames, measureName } from "./name-features.js";
import { NameGrams } from "./name-grams.js";
import { combine, MEMBERS, STACK_FEATURES, type LearnedModel } from "./name-model.js";
import { fitRidge, predictRidge, type RidgeWeights } from "./ridge.js";
import { seededRandom } from "./seeded-random.js";
import { toSparseRows, type SparseRow, type SparseRows } from "./sparse.js";
import { splitWords } from "./split-words.js";
import { fitStack } from "./stack.js";
import { predictTrees, type Trees } from "./trees.js";
import { WORD_PRICE_FEATURES, WordPrices } from "./word-prices.js";

/** A name that was sold; the price as log10. */
export interface Sale {
  readonly label: string;
  readonly log10Price: number;
}

/** What training gives: the model, and what it says of each sale without having seen that one. */
export interface Training {
  readonly learned: LearnedModel;
  /** log10 estimates in the order of the sales: of each member, and of the whole. */
  readonly unseen: Readonly<
    Record<(typeof MEMBERS)[number] | "ensemble" | "low" | "high", Float64Array>
  >;
}

/** Told how far the work is, from 0 to 1. */
export type OnProgress = (done: number, doing: string) => void | Promise<void>;

/** There are too few sales to learn from. */
export class TooFewSalesError extends Error {
  override readonly name = "TooFewSalesError";
  constructor(readonly sales: number) {
    super(`A model needs at least ${LEAST_SALES} sales to learn from; there are ${sales}.`);
  }
}

const FOLDS = 5;
export const LEAST_SALES = 100;
/** What is left over after the members is little: fewer trees, or they would learn noise. */
const CORRECTION = { ...BOOSTING, trees: 150 };

/**
 * Learns a model from sales. In five folds by a hash of the name, members are learned from four and asked of the
 * fifth; the weights, the correction and the intervals are learned from those answers alone, so that nothing is
 * judged by what it has seen. Deterministic for the sales, the lexicon and the seed.
 * @throws TooFewSalesError
 */
export const trainNameModel = async (
  sales: readonly Sale[],
  lexicon: Lexicon,
  seed: number,
  onProgress: OnProgress = () => undefined,
): Promise<Training> => {
  if (sales.length < LEAST_SALES) throw new TooFewSalesError(sales.length);
  await onProgress(0, "splitting names into words");
  const data = prepare(sales, lexicon);
  const all = Int32Array.from(sales, (_, row) => row);
  const folds = Uint8Array.from(sales, ({ label }) => groupOf(label, FOLDS));
  const seeds = seededRandom(seed);

  const whole = fitMembers(data, all, Math.floor(seeds() * 2 ** 32));
  const unseen = {
    ridge: new Float64Array(sales.length),
    word_prices: new Float64Array(sales.length),
    comparables: new Float64Array(sales.length),
    trees: new Float64Array(sales.length),
    ensemble: new Float64Array(sales.length),
    low: new Float64Array(sales.length),
    high: new Float64Array(sales.length),
  };
  const width = STACK_FEATURES.length + data.width;
  const stacked = new Float64Array(sales.length * width);
  for (let row = 0; row < sales.length; row += 1)
    stacked.set(
      data.features.subarray(row * data.width, (row + 1) * data.width),
      row * width + STACK_FEATURES.length,
    );
  for (let fold = 0; fold < FOLDS; fold += 1) {
    await onProgress(0.1 + 0.5 * (fold / FOLDS), `learning members, fold ${fold + 1} of ${FOLDS}`);
    const rest = all.filter((row) => folds[row] !== fold);
    const members = fitMembers(data, rest, Math.floor(seeds() * 2 ** 32));
    const known = new Comparables(data.grams, data.sold, data.targets, members.wordPrices.mean);
    for (const row of all.filter((row) => folds[row] === fold)) {
      const offset = row * width;
      const words = data.words[row] as readonly string[];
      unseen.ridge[row] = predictRidge(
        members.ridge,
        data.features,
        row * data.width,
        data.sparse[row] as SparseRow,
      );
      unseen.word_prices[row] = members.wordPrices.describe(words, stacked, offset + WORD_AT);
      unseen.comparables[row] = known.describe(
        known.nearest(data.sparse[row] as SparseRow, (name) => folds[name] === fold),
        stacked,
        offset + COMPARABLES_AT,
      );
      unseen.trees[row] = predictTrees(members.trees, data.features, row * data.width);
    }
  }

  const memberColumns = MEMBERS.map((member) => unseen[member]);
  const fitSecond = (rows: Int32Array, asked: Int32Array, doing: string, done: number) => {
    void onProgress(done, doing);
    const stack = fitStack(memberColumns, data.targets, rows);
    const left = new Float64Array(sales.length);
    for (const row of all)
      left[row] =
        (data.targets[row] as number) -
        combine(
          stack,
          memberColumns.map((column) => column[row] as number),
          stacked,
          row * width,
        );
    const correction = fitTrees(
      columnsOf(stacked, width, sales.length),
      left,
      rows,
      seededRandom(seed + 1),
      CORRECTION,
    );
    for (const row of asked)
      unseen.ensemble[row] =
        (stacked[row * width + MEMBERS.length] as number) +
        predictTrees(correction, stacked, row * width);
    return { stack, correction };
  };
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const doing = `learning the stack, fold ${fold + 1} of ${FOLDS}`;
    const done = 0.6 + 0.3 * (fold / FOLDS);
    await onProgress(done, doing);
    fitSecond(
      all.filter((row) => folds[row] !== fold),
      all.filter((row) => folds[row] === fold),
      doing,
      done,
    );
  }
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const others = all.filter((row) => folds[row] !== fold);
    const pick = (values: Float64Array): Float64Array =>
      Float64Array.from(others, (row) => values[row] as number);
    const apart = calibrate(pick(unseen.ensemble), pick(data.targets));
    for (const row of all.filter((row) => folds[row] === fold)) {
      const { low, high } = readCalibration(apart, unseen.ensemble[row] as number);
      unseen.low[row] = low;
      unseen.high[row] = high;
    }
  }
  const calibration = calibrate(unseen.ensemble, data.targets);
  const second = fitSecond(all, new Int32Array(0), "learning the stack", 0.9);
  await onProgress(1, "done");
  return {
    unseen,
    learned: {
      ...whole,
      ...second,
      grams: data.grams,
      sold: data.sold,
      soldLog10Prices: data.targets,
      calibration,
    },
  };
};

const WORD_AT = MEMBERS.length + 1;
const COMPARABLES_AT = WORD_AT + WORD_PRICE_FEATURES.length;
if (STACK_FEATURES.length !== COMPARABLES_AT + COMPARABLE_FEATURES.length)
  throw new Error("The stack's features are not where they are read.");

interface Prepared {
  readonly sold: readonly SoldName[];
  readonly words: readonly (readonly string[])[];
  readonly width: number;
  /** Row-major. */
  readonly features: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly grams: NameGrams;
  readonly sparse: readonly SparseRow[];
  readonly sparseRows: SparseRows;
  readonly targets: Float64Array;
}

const prepare = (sales: readonly Sale[], lexicon: Lexicon): Prepared => {
  const splits = sales.map(({ label }) => splitWords(label, lexicon));
  const words = splits.map((split) => split.words);
  const width = featureNames(lexicon).length;
  const features = new Float64Array(sales.length * width);
  for (const [row, split] of splits.entries())
    measureName((sales[row] as Sale).label, split, lexicon, features, row * width);
  const grams = NameGrams.learn(
    sales.map(({ label }, row) => ({ label, words: words[row] as readonly string[] })),
  );
  const sparse = sales.map(({ label }, row) => grams.row(label, words[row] as readonly string[]));
  return {
    sold: sales.map(({ label }, row) => ({ label, words: words[row] as readonly string[] })),
    words,
    width,
    features,
    columns: columnsOf(features, width, sales.length),
    grams,
    sparse,
    sparseRows: toSparseRows(sparse, grams.hashes.length),
    targets: Float64Array.from(sales, ({ log10Price }) => log10Price),
  };
};

const columnsOf = (matrix: Float64Array, width: number, rows: number): Float64Array[] =>
  Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: rows }, (_, row) => matrix[row * width + column] as number),
  );

const fitMembers = (
  data: Prepared,
  rows: Int32Array,
  seed: number,
): { ridge: RidgeWeights; wordPrices: WordPrices; trees: Trees } => ({
  ridge: fitRidge(data.features, data.width, data.sparseRows, data.targets, rows),
  wordPrices: WordPrices.learn(data.words, data.targets, rows),
  trees: fitTrees(data.columns, data.targets, rows, seededRandom(seed)),
});
