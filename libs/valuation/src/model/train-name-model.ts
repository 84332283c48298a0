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
import { fitStack, type StackWeights } from "./stack.js";
import { predictTrees, type Trees } from "./trees.js";
import { WORD_PRICE_FEATURES, WordPrices } from "./word-prices.js";

/** A name that was sold; the price as log10. */
export interface Sale {
  readonly label: string;
  readonly log10Price: number;
}

/** The result of training: the model, and its out-of-fold estimate of each sale. */
export interface Training {
  readonly learned: LearnedModel;
  /** log10 estimates in the order of the sales: of each member, and of the whole. */
  readonly unseen: Readonly<
    Record<(typeof MEMBERS)[number] | "ensemble" | "low" | "high", Float64Array>
  >;
}

/** Called with the progress, from 0 to 1. */
export type OnProgress = (done: number, doing: string) => void | Promise<void>;

/** There are too few sales to learn from. */
export class TooFewSalesError extends Error {
  override readonly name = "TooFewSalesError";
  constructor(readonly sales: number) {
    super(`A model needs at least ${MIN_SALES} sales to learn from; there are ${sales}.`);
  }
}

const FOLDS = 5;
const MIN_SALES = 100;
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
  if (sales.length < MIN_SALES) throw new TooFewSalesError(sales.length);
  await onProgress(0, "splitting names into words");
  const data = prepare(sales, lexicon);
  const seeds = seededRandom(seed);
  const nextSeed = (): number => Math.floor(seeds() * 2 ** 32);
  const whole = fitMembers(data, data.all, nextSeed());
  const answers = await askMembers(data, nextSeed, onProgress);
  const { ensemble, ...second } = await learnTheSum(data, answers, seed + 1, onProgress);
  await onProgress(1, "done");
  return {
    unseen: { ...answers.members, ensemble, ...intervalsApart(data, ensemble) },
    learned: {
      ...whole,
      ...second,
      grams: data.grams,
      sold: data.sold,
      soldLog10Prices: data.targets,
      calibration: calibrate(ensemble, data.targets),
    },
  };
};

/** What members say of each sale that they have not learned from. */
interface Answers {
  readonly members: Readonly<Record<(typeof MEMBERS)[number], Float64Array>>;
  /** Row-major: what the correction sees of each sale; its first columns are written by `combine`. */
  readonly matrix: Float64Array;
  readonly width: number;
}

const askMembers = async (
  data: Prepared,
  nextSeed: () => number,
  onProgress: OnProgress,
): Promise<Answers> => {
  const rows = data.all.length;
  const members = {
    ridge: new Float64Array(rows),
    word_prices: new Float64Array(rows),
    comparables: new Float64Array(rows),
    trees: new Float64Array(rows),
  };
  const width = STACK_FEATURES.length + data.width;
  const matrix = new Float64Array(rows * width);
  for (const row of data.all)
    matrix.set(
      data.features.subarray(row * data.width, (row + 1) * data.width),
      row * width + STACK_FEATURES.length,
    );
  for (const { fold, inside, outside } of foldsOf(data)) {
    await onProgress(0.1 + 0.5 * (fold / FOLDS), `learning members, fold ${fold + 1} of ${FOLDS}`);
    const learned = fitMembers(data, outside, nextSeed());
    const known = new Comparables(data.grams, data.sold, data.targets, learned.wordPrices.mean);
    for (const row of inside) {
      const { words } = data.sold[row] as SoldName;
      const grams = data.sparse[row] as SparseRow;
      const own = row * data.width;
      const at = row * width;
      members.ridge[row] = predictRidge(learned.ridge, data.features, own, grams);
      members.word_prices[row] = learned.wordPrices.describe(words, matrix, at + WORD_AT);
      members.comparables[row] = known.describe(
        known.nearest(grams, (name) => data.folds[name] === fold),
        matrix,
        at + COMPARABLES_AT,
      );
      members.trees[row] = predictTrees(learned.trees, data.features, own);
    }
  }
  return { members, matrix, width };
};

/** Learns how to add members up, and what their sum leaves over; also what both say of sales not learned from. */
const learnTheSum = async (
  data: Prepared,
  { members, matrix, width }: Answers,
  seed: number,
  onProgress: OnProgress,
): Promise<{ stack: StackWeights; correction: Trees; ensemble: Float64Array }> => {
  const columns = MEMBERS.map((member) => members[member]);
  const learn = (rows: Int32Array): { stack: StackWeights; correction: Trees } => {
    const stack = fitStack(columns, data.targets, rows);
    const left = new Float64Array(data.all.length);
    for (const row of data.all) {
      const said = columns.map((column) => column[row] as number);
      left[row] = (data.targets[row] as number) - combine(stack, said, matrix, row * width);
    }
    const correction = fitTrees(
      columnsOf(matrix, width, data.all.length),
      left,
      rows,
      seededRandom(seed),
      CORRECTION,
    );
    return { stack, correction };
  };
  const ensemble = new Float64Array(data.all.length);
  for (const { fold, inside, outside } of foldsOf(data)) {
    const doing = `learning their sum, fold ${fold + 1} of ${FOLDS}`;
    await onProgress(0.6 + 0.3 * (fold / FOLDS), doing);
    const { correction } = learn(outside);
    for (const row of inside)
      ensemble[row] =
        (matrix[row * width + MEMBERS.length] as number) +
        predictTrees(correction, matrix, row * width);
  }
  await onProgress(0.9, "learning their sum");
  return { ...learn(data.all), ensemble };
};

/** The interval of each sale by a calibration without its fold. */
const intervalsApart = (
  data: Prepared,
  ensemble: Float64Array,
): { low: Float64Array; high: Float64Array } => {
  const low = new Float64Array(ensemble.length);
  const high = new Float64Array(ensemble.length);
  for (const { inside, outside } of foldsOf(data)) {
    const pick = (values: Float64Array): Float64Array =>
      Float64Array.from(outside, (row) => values[row] as number);
    const apart = calibrate(pick(ensemble), pick(data.targets));
    for (const row of inside) {
      const range = readCalibration(apart, ensemble[row] as number);
      low[row] = range.low;
      high[row] = range.high;
    }
  }
  return { low, high };
};

/** The rows of each fold, and all others. */
const foldsOf = (data: Prepared): { fold: number; inside: Int32Array; outside: Int32Array }[] =>
  Array.from({ length: FOLDS }, (_, fold) => ({
    fold,
    inside: data.all.filter((row) => data.folds[row] === fold),
    outside: data.all.filter((row) => data.folds[row] !== fold),
  }));

const WORD_AT = MEMBERS.length + 1;
const COMPARABLES_AT = WORD_AT + WORD_PRICE_FEATURES.length;
if (STACK_FEATURES.length !== COMPARABLES_AT + COMPARABLE_FEATURES.length)
  throw new Error("The stack's features are not where they are read.");

interface Prepared {
  /** Every row. */
  readonly all: Int32Array;
  readonly folds: Uint8Array;
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
    all: Int32Array.from(sales, (_, row) => row),
    folds: Uint8Array.from(sales, ({ label }) => groupOf(label, FOLDS)),
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
