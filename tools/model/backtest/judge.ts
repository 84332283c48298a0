import {
  groupOf,
  Lexicon,
  NameModel,
  shortestRange,
  trainNameModel,
  type LearnedModel,
  type Sale,
} from "#valuation";

/** What was said of sales that a model had not seen, and what they fetched; all log10, in one order. */
export interface Judgement {
  readonly prices: Float64Array;
  readonly estimates: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  readonly atMinimum: Float64Array;
  /** What one would say without looking at the name: the mean of the known prices, and their shortest 80 % range. */
  readonly constant: Float64Array;
  readonly constantLows: Float64Array;
  readonly constantHighs: Float64Array;
  /** log10 of the market's minimum, where it has one. */
  readonly log10Minimum: number | undefined;
}

export const FOLDS = 5;

/** Asks a model of sales that it has not learned from. */
export const judge = (
  learned: LearnedModel,
  lexicon: Lexicon,
  sales: readonly Sale[],
): Judgement => {
  const model = new NameModel(learned, lexicon);
  const known = learned.soldLog10Prices;
  const mean = known.reduce((sum, price) => sum + price, 0) / known.length;
  const flat = shortestRange(known.toSorted());
  const estimates = sales.map(({ label }) => model.estimate(label));
  const all = (value: number): Float64Array => new Float64Array(sales.length).fill(value);
  return {
    prices: Float64Array.from(sales, ({ log10Price }) => log10Price),
    estimates: Float64Array.from(estimates, ({ log10Price }) => log10Price),
    lows: Float64Array.from(estimates, ({ log10Low }) => log10Low),
    highs: Float64Array.from(estimates, ({ log10High }) => log10High),
    atMinimum: Float64Array.from(estimates, ({ atMinimum }) => atMinimum ?? 0),
    constant: all(mean),
    constantLows: all(flat.low),
    constantHighs: all(flat.high),
    log10Minimum: learned.calibration.log10Minimum,
  };
};

/** Learns from all folds but one, and judges that one. */
export const judgeFold = async (
  sales: readonly Sale[],
  fold: number,
  lexicon: Lexicon,
  onProgress: (done: number) => void,
): Promise<Judgement> => {
  // Another hash than training's own folds: those must be folds of what is left.
  const isIn = ({ label }: Sale): boolean => groupOf(`backtest ${label}`, FOLDS) === fold;
  const { learned } = await trainNameModel(
    sales.filter((sale) => !isIn(sale)),
    lexicon,
    fold + 1,
    onProgress,
  );
  return judge(learned, lexicon, sales.filter(isIn));
};

/** Judgements of several folds as one. */
export const join = (parts: readonly Judgement[]): Judgement => {
  const joined = (of: (part: Judgement) => Float64Array): Float64Array =>
    Float64Array.from(parts.flatMap((part) => [...of(part)]));
  return {
    prices: joined((part) => part.prices),
    estimates: joined((part) => part.estimates),
    lows: joined((part) => part.lows),
    highs: joined((part) => part.highs),
    atMinimum: joined((part) => part.atMinimum),
    constant: joined((part) => part.constant),
    constantLows: joined((part) => part.constantLows),
    constantHighs: joined((part) => part.constantHighs),
    log10Minimum: parts[0]?.log10Minimum,
  };
};

/** The sales above the market's minimum alone. */
export const aboveMinimum = (judgement: Judgement): Judgement => {
  const { prices, log10Minimum } = judgement;
  if (log10Minimum === undefined) return judgement;
  const pick = (values: Float64Array): Float64Array =>
    values.filter((_, at) => (prices[at] as number) > log10Minimum + 1e-9);
  return {
    prices: pick(prices),
    estimates: pick(judgement.estimates),
    lows: pick(judgement.lows),
    highs: pick(judgement.highs),
    atMinimum: pick(judgement.atMinimum),
    constant: pick(judgement.constant),
    constantLows: pick(judgement.constantLows),
    constantHighs: pick(judgement.constantHighs),
    log10Minimum,
  };
};
