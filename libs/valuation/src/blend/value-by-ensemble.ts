import type { EnsembleFactors, Factors, MarketState, Outlook, Source } from "#contracts";

import {
  priorFactors,
  priorOpinion,
  publicSaleOpinion,
  retailOf,
  type PriorKnowledge,
} from "../dns/prior-opinion.js";
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

/** A recent price of an outside source. */
export interface OraclePrice {
  readonly price: string;
  readonly currency: string;
  readonly fetchedAtMs: number;
}

/**
 * The opinion of a name by its label: by the model and its suffix's scale relative to the model's own, or by the prior.
 * `scale` is undefined when no sale of the suffix is known.
 */
export type LabelKnowledge =
  | {
      readonly by: "model";
      readonly model: ModelOpinion;
      readonly scale: SuffixScale | undefined;
      /** Sales that the model's range was calibrated on. */
      readonly calibratedOn: number;
    }
  | ({ readonly by: "prior" } & PriorKnowledge);

/** Everything that is known of a name when it is valued. */
export interface EnsembleInputs {
  readonly state: MarketState | undefined;
  readonly market: MarketValuation;
  readonly suffix: string;
  readonly known: LabelKnowledge;
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
 * Values a name by all opinions. A held value (an override, a dispute) is not changed; a suffix without
 * evidence has its baseline and says so. Pure: the same inputs give the same value to the cent.
 */
export const valueByEnsemble = (inputs: EnsembleInputs): EnsembleValuation => {
  const { market, quote, known } = inputs;
  if (market.isHeld) return market;
  const opinions = opinionsOf(inputs);
  const blend = blendOpinions(opinions);
  const members = membersOf(opinions, blend, inputs);
  const heaviest = members.reduce((a, b) => (b.weight > a.weight ? b : a));
  const outlook = outlookOf(opinions, heaviest.source, inputs);
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
        ...(known.by === "model" ? ofModel(known) : ofPrior(known, opinions)),
        outlook,
        opinions: opinions.map(toOpinionFactor),
      },
    },
  };
};

/**
 * Recomputes an ensemble's value from its stored inputs.
 * @returns the value and its interval, to the cent those that were stored
 */
export const recomputeEnsemble = (
  { opinions }: EnsembleFactors,
  currency: string,
): Interval & { value: string } =>
  priced(
    blendOpinions(opinions.map((opinion) => ({ source: opinion.source, ...fromFactor(opinion) }))),
    currency,
  );

/**
 * Recomputes the retail price from a value's stored inputs.
 * @returns undefined where nothing is known of it
 */
export const recomputeRetail = (
  { opinions }: EnsembleFactors,
  currency: string,
): Outlook["retail"] =>
  retailPrice(
    opinions.flatMap(({ source, retail }) =>
      retail === undefined ? [] : [{ source, ...fromFactor(retail) }],
    ),
    currency,
  );

/** An opinion of what investors pay and, where that is known, of what end users do. */
type BlendedOpinion = Opinion & { readonly retail?: Omit<Opinion, "source"> };
type OpinionFactor = Pick<
  EnsembleFactors["opinions"][number],
  "log10_price" | "sigma_low" | "sigma_high"
>;

const toFactor = ({ log10Price, sigmaLow, sigmaHigh }: Omit<Opinion, "source">): OpinionFactor => ({
  log10_price: log10Price,
  sigma_low: sigmaLow,
  sigma_high: sigmaHigh,
});

const toOpinionFactor = (opinion: BlendedOpinion): EnsembleFactors["opinions"][number] =>
  Object.assign(
    { source: opinion.source, ...toFactor(opinion) },
    opinion.retail === undefined ? {} : { retail: toFactor(opinion.retail) },
  );

const fromFactor = ({
  log10_price: log10Price,
  sigma_low: sigmaLow,
  sigma_high: sigmaHigh,
}: OpinionFactor): Omit<Opinion, "source"> => ({ log10Price, sigmaLow, sigmaHigh });

/** Those who have something to say of the name. */
const opinionsOf = (inputs: EnsembleInputs): BlendedOpinion[] => {
  const { state, market, known, oracle, quote, asOfMs } = inputs;
  const opinions: BlendedOpinion[] = [];
  const add = (opinion: Opinion): void => {
    opinions.push(known.by === "prior" ? { ...opinion, retail: retailOf(opinion) } : opinion);
  };
  const ofMarket = marketOpinion(state, market, asOfMs);
  if (ofMarket !== undefined) add(ofMarket);
  if (known.by === "prior") {
    opinions.push(priorOpinion(known));
    if (known.publicSale !== undefined) opinions.push(publicSaleOpinion(known.publicSale, asOfMs));
  } else if (known.scale !== undefined) add(regressionOpinion(known.model, known.scale));
  if (oracle !== undefined && oracle.currency === quote.currency)
    add({
      source: "oracle",
      log10Price: Math.log10(Number(oracle.price)),
      sigmaLow: ORACLE_SIGMA,
      sigmaHigh: ORACLE_SIGMA,
    });
  if (opinions.length === 0)
    add({
      source: "anchor",
      log10Price: Math.log10(Number(quote.baseline)),
      sigmaLow: UNKNOWN_SIGMA,
      sigmaHigh: UNKNOWN_SIGMA,
    });
  return opinions;
};

const regressionOpinion = (model: ModelOpinion, scale: SuffixScale): Opinion => ({
  source: "regression",
  log10Price: model.log10Price + scale.offset,
  sigmaLow: Math.hypot((model.log10Price - model.log10Low) / Z_80, scale.sigma),
  sigmaHigh: Math.hypot((model.log10High - model.log10Price) / Z_80, scale.sigma),
});

/** The opinions in the factors; the model's is listed as its two members, by the share that it learned for each. */
const membersOf = (
  opinions: readonly Opinion[],
  blend: Blend,
  { known, quote }: EnsembleInputs,
): EnsembleFactors["members"] =>
  opinions.flatMap(({ source, log10Price }, at) => {
    const weight = blend.weights[at] as number;
    if (known.by === "prior" || source !== "regression")
      return [member(source, log10Price, weight, quote.currency)];
    const { comparables } = known.model;
    const { share } = comparables;
    const ofComparables = comparables.log10Price + (known.scale?.offset ?? 0);
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

/** The label's source in the factors. */
type KnowledgeFactors = Pick<EnsembleFactors, "model" | "comparables" | "prior" | "reason">;

const ofModel = ({ model, scale }: Extract<LabelKnowledge, { by: "model" }>): KnowledgeFactors => ({
  model: {
    id: model.modelId,
    words: [...model.words],
    ...(model.atMinimum === undefined || scale?.offset !== 0
      ? {}
      : { at_minimum: model.atMinimum }),
  },
  comparables: model.nearest,
  reason: reasonOfModel(model),
});

const saleReason = (sale: PriorKnowledge["publicSale"]): string =>
  sale === undefined
    ? ""
    : ` Sold for ${sale.usd.toLocaleString("en-US")} USD in ${new Date(sale.atMs).getUTCFullYear()}, as was reported.`;

const NUMBERS = ["One word", "Two words", "Three words"];

/** One line on how the model reads a name, and on its chance of the minimum price. */
const reasonOfModel = ({ words, atMinimum }: ModelOpinion): string => {
  const count = NUMBERS[words.length - 1] ?? `${words.length} words`;
  const chance =
    atMinimum === undefined
      ? ""
      : `; sells for the least price of ${atMinimum.price} with a chance of ${Math.round(atMinimum.probability * 100)} %`;
  return `${count} (${words.join(" + ")}), by what such names sold for${chance}.`;
};

const ofPrior = (known: PriorKnowledge, opinions: readonly Opinion[]): KnowledgeFactors => ({
  model: { id: known.version, words: [...known.prior.words] },
  comparables: [...known.nearest],
  prior: priorFactors(
    known,
    opinions.find(({ source }) => source === "prior")?.log10Price as number,
  ),
  reason: known.prior.reason + saleReason(known.publicSale),
});

const suffixOf = ({ suffix, known }: EnsembleInputs): EnsembleFactors["suffix"] => {
  if (known.by === "prior") {
    const { value } = known.level;
    return {
      suffix,
      sales: value.sales,
      log10_scale: value.offset,
      log10_scale_sigma: value.sigma,
      ...(known.prior.suffix.basis === "unknown"
        ? {
            note: `Nothing is known of .${suffix}: its level, its fee and so the range are assumed.`,
          }
        : {}),
    };
  }
  const { scale } = known;
  return scale === undefined
    ? {
        suffix,
        sales: 0,
        note: `No sale under .${suffix} is known here, so nothing is known of its price level: without a market this is the baseline.`,
      }
    : { suffix, sales: scale.sales, log10_scale: scale.offset, log10_scale_sigma: scale.sigma };
};

/** What a result says beside its value. */
const outlookOf = (
  opinions: readonly BlendedOpinion[],
  heaviest: Source,
  { known, quote }: EnsembleInputs,
): Outlook => {
  const calibratedOn = calibratedSales(heaviest, known);
  const interval = {
    interval: calibratedOn > 0 ? ("calibrated" as const) : ("chosen" as const),
    interval_sales: calibratedOn,
  };
  if (known.by === "model") return interval;
  const retail = retailPrice(
    opinions.flatMap(({ source, retail }) => (retail === undefined ? [] : [{ source, ...retail }])),
    quote.currency,
  );
  return {
    ...(retail === undefined ? {} : { retail }),
    demand: known.prior.demand,
    ...interval,
    flags: [...known.prior.flags],
  };
};

/** Sales that the heaviest member's range was held to; 0 where it was chosen. */
const calibratedSales = (heaviest: Source, known: LabelKnowledge): number => {
  if (known.by === "prior")
    return heaviest === "prior" && known.level.value.calibration !== undefined
      ? known.level.value.sales
      : 0;
  return heaviest === "regression" || heaviest === "comparables" ? known.calibratedOn : 0;
};

const retailPrice = (opinions: readonly Opinion[], currency: string): Outlook["retail"] => {
  if (opinions.length === 0) return undefined;
  const { value, low, high } = priced(blendOpinions(opinions), currency);
  return { value, low, high };
};

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
