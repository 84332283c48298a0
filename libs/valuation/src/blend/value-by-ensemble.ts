import type { EnsembleFactors, Factors, MarketState, Source } from "#contracts";

import { confidenceOf, Z_80, type Interval } from "../market/interval.js";
import { quoteEstimate } from "../market/money.js";
import type { Quote } from "../market/quote.js";
import type { MarketValuation } from "../market/value-by-market.js";
import { blendOpinions, type Blend, type Opinion } from "./blend.js";
import { marketOpinion } from "./market-opinion.js";
import type { SuffixScale } from "./suffix-scale.js";

/** Goes up whenever the same opinions would give another value. */
export const ENSEMBLE_VERSION = "ensemble-1";

/** What the trained model says of a label, in the currency that it learned in; all log10. */
export interface ModelOpinion {
  readonly modelId: string;
  readonly words: readonly string[];
  readonly log10Price: number;
  readonly log10Low: number;
  readonly log10High: number;
  readonly atMinimum: { readonly price: string; readonly probability: number } | undefined;
  /** What the comparables alone say, and their share of the model as it was learned, 0 to 1. */
  readonly comparables: { readonly log10Price: number; readonly share: number };
  readonly nearest: EnsembleFactors["comparables"];
}

/** A price that somebody outside says, fresh enough to count. */
export interface OraclePrice {
  readonly price: string;
  readonly currency: string;
  readonly fetchedAtMs: number;
}

/** Everything that is known of a name when it is valued. */
export interface EnsembleInputs {
  readonly state: MarketState | undefined;
  readonly market: MarketValuation;
  readonly model: ModelOpinion;
  readonly suffix: string;
  /** Undefined when no sale of the suffix is known. */
  readonly scale: SuffixScale | undefined;
  readonly oracle: OraclePrice | undefined;
  readonly quote: Quote;
  readonly asOfMs: number;
}

export interface EnsembleValuation extends Interval {
  readonly value: string;
  readonly currency: string;
  readonly chosenSource: Source;
  readonly factors: Factors;
}

/** How far an outside price is off, in log10: a factor of three, about what appraisals differ by. */
const ORACLE_SIGMA = 0.5;
/** A name of a suffix of which nothing is known may be worth a fiftieth of the baseline or fifty times as much. */
const UNKNOWN_SIGMA = 1.7;

/**
 * Values a name by all that is known of it. What is held (an override, a dispute) stays as it is; a suffix without
 * evidence has its baseline and says so. Pure: the same inputs give the same value to the cent.
 */
export const valueByEnsemble = (inputs: EnsembleInputs): EnsembleValuation => {
  const { market, quote, model } = inputs;
  if (market.isHeld) return market;
  const opinions = opinionsOf(inputs);
  const blend = blendOpinions(opinions);
  const members = membersOf(opinions, blend, inputs);
  const heaviest = members.reduce((a, b) => (b.weight > a.weight ? b : a));
  return {
    ...priced(blend, quote.currency),
    currency: quote.currency,
    chosenSource: heaviest.source,
    factors: {
      ...market.factors,
      ensemble: {
        members,
        dispersion: blend.dispersion,
        suffix: suffixOf(inputs),
        model: {
          id: model.modelId,
          words: [...model.words],
          ...(model.atMinimum === undefined || inputs.scale?.offset !== 0
            ? {}
            : { at_minimum: model.atMinimum }),
        },
        comparables: model.nearest,
        opinions: opinions.map((opinion) => ({
          source: opinion.source,
          log10_price: opinion.log10Price,
          sigma_low: opinion.sigmaLow,
          sigma_high: opinion.sigmaHigh,
        })),
      },
    },
  };
};

/**
 * Computes an ensemble's value again from what is stored with it.
 * @returns the value and its interval, to the cent those that were stored
 */
export const recomputeEnsemble = (
  { opinions }: EnsembleFactors,
  currency: string,
): Interval & { value: string } =>
  priced(
    blendOpinions(
      opinions.map((opinion) => ({
        source: opinion.source,
        log10Price: opinion.log10_price,
        sigmaLow: opinion.sigma_low,
        sigmaHigh: opinion.sigma_high,
      })),
    ),
    currency,
  );

/** Those who have something to say of the name. */
const opinionsOf = (inputs: EnsembleInputs): Opinion[] => {
  const { state, market, model, scale, oracle, quote, asOfMs } = inputs;
  const opinions: Opinion[] = [];
  const ofMarket = marketOpinion(state, market, asOfMs);
  if (ofMarket !== undefined) opinions.push(ofMarket);
  if (scale !== undefined)
    opinions.push({
      source: "regression",
      log10Price: model.log10Price + scale.offset,
      sigmaLow: Math.hypot((model.log10Price - model.log10Low) / Z_80, scale.sigma),
      sigmaHigh: Math.hypot((model.log10High - model.log10Price) / Z_80, scale.sigma),
    });
  if (oracle !== undefined && oracle.currency === quote.currency)
    opinions.push({
      source: "oracle",
      log10Price: Math.log10(Number(oracle.price)),
      sigmaLow: ORACLE_SIGMA,
      sigmaHigh: ORACLE_SIGMA,
    });
  if (opinions.length === 0)
    opinions.push({
      source: "anchor",
      log10Price: Math.log10(Number(quote.baseline)),
      sigmaLow: UNKNOWN_SIGMA,
      sigmaHigh: UNKNOWN_SIGMA,
    });
  return opinions;
};

/** The opinions as they are told; the model's is told as its two members, by the share that it learned for each. */
const membersOf = (
  opinions: readonly Opinion[],
  blend: Blend,
  { model, scale, quote }: EnsembleInputs,
): EnsembleFactors["members"] =>
  opinions.flatMap(({ source, log10Price }, at) => {
    const weight = blend.weights[at] as number;
    if (source !== "regression") return [member(source, log10Price, weight, quote.currency)];
    const { share } = model.comparables;
    const ofComparables = model.comparables.log10Price + (scale?.offset ?? 0);
    const rest = (log10Price - share * ofComparables) / (1 - share);
    return [
      member("regression", rest, weight * (1 - share), quote.currency),
      member("comparables", ofComparables, weight * share, quote.currency),
    ];
  });

const member = (
  source: Source,
  log10Price: number,
  weight: number,
  currency: string,
): EnsembleFactors["members"][number] => ({
  source,
  value: quoteEstimate(log10Price, currency),
  weight: Number(weight.toFixed(6)),
  contribution: Number((weight * log10Price).toFixed(6)),
});

const suffixOf = ({ suffix, scale }: EnsembleInputs): EnsembleFactors["suffix"] =>
  scale === undefined
    ? {
        suffix,
        sales: 0,
        note: `No sale under .${suffix} is known here, so nothing is known of its price level: without a market this is the baseline.`,
      }
    : { suffix, sales: scale.sales, log10_scale: scale.offset, log10_scale_sigma: scale.sigma };

/** A value and its interval from log10, rounded to the currency's minor unit and never excluding the value. */
const priced = (
  { log10Price, log10Low, log10High }: Blend,
  currency: string,
): Interval & { value: string } => {
  const low = quoteEstimate(log10Low, currency);
  const high = quoteEstimate(log10High, currency);
  return {
    value: quoteEstimate(log10Price, currency),
    low,
    high,
    confidence: confidenceOf(Number(low), Number(high)),
  };
};
