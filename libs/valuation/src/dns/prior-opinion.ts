import type { EnsembleFactors } from "#contracts";

import type { Opinion } from "../blend/blend.js";
import { Z_80 } from "../market/interval.js";
import { sumOf } from "./demand-score.js";
import type { FamousSale } from "./dns-facts.js";
import { pricePrior, type DnsPrior } from "./dns-prior.js";
import { log10RetailOf, log10ValueOfRetail, type Range } from "./price-curve.js";
import type { ComparableSale } from "./sold-names.js";
import { calibratedRange, type SuffixLevel } from "./suffix-levels.js";

/** What public knowledge says of a name, with what sales have taught of its suffix. */
export interface PriorKnowledge {
  readonly prior: DnsPrior;
  readonly level: SuffixLevel;
  /** The rules and the facts that the prior was made with. */
  readonly version: string;
  readonly nearest: readonly ComparableSale[];
  /** The name's own sale, where one was reported in public. */
  readonly publicSale: FamousSale | undefined;
}

/** How far what an end user pays for a name may be from what its value says, in log10: a factor of two. */
const RETAIL_SIGMA = 0.3;
const SALE_SIGMA = 0.15;
/** Drift of a price per year without new data, in log10. */
const DRIFT_PER_YEAR = 0.4;
const YEAR_MS = 365.25 * 86_400_000;

/** An opinion with what it means for an end user. */
export interface TwoPriceOpinion extends Opinion {
  readonly retail: Omit<Opinion, "source">;
}

/** The prior as an opinion: its price, and its range, held to sales where there are enough. */
export const priorOpinion = ({ prior, level }: PriorKnowledge): TwoPriceOpinion => {
  const priced = pricePrior(prior, { value: level.value.offset, retail: level.retail.offset });
  const range = calibratedRange(level.value, priced.log10Price) ?? priced.range;
  const retailRange = calibratedRange(level.retail, priced.log10Retail) ?? priced.retailRange;
  return {
    source: "prior",
    ...within(priced.log10Price, range),
    retail: within(priced.log10Retail, retailRange),
  };
};

/** A sale that was reported in public is evidence like any other, and gets less sure with the years. */
export const publicSaleOpinion = (
  { usd, atMs, venueKind }: FamousSale,
  asOfMs: number,
): TwoPriceOpinion => {
  const paid = Math.log10(usd);
  const ageYears = Math.max(0, asOfMs - atMs) / YEAR_MS;
  const sigma = Math.hypot(SALE_SIGMA, DRIFT_PER_YEAR * Math.sqrt(ageYears));
  const unsure = Math.hypot(sigma, RETAIL_SIGMA);
  // Who buys a name of this price outside an auction is going to use it.
  return venueKind === "auction"
    ? {
        ...around("public_sale", paid, sigma),
        retail: around("public_sale", Math.max(paid, log10RetailOf(paid)), unsure),
      }
    : {
        ...around("public_sale", Math.min(paid, log10ValueOfRetail(paid)), unsure),
        retail: around("public_sale", paid, sigma),
      };
};

/** What an opinion of a value means for an end user. */
export const retailOf = ({
  log10Price,
  sigmaLow,
  sigmaHigh,
}: Opinion): TwoPriceOpinion["retail"] => ({
  log10Price: Math.max(log10Price, log10RetailOf(log10Price)),
  sigmaLow: Math.hypot(sigmaLow, RETAIL_SIGMA),
  sigmaHigh: Math.hypot(sigmaHigh, RETAIL_SIGMA),
});

/** The prior in the factors, with all coefficients. */
export const priorFactors = (
  { prior, level, version }: PriorKnowledge,
  log10Price: number,
): NonNullable<EnsembleFactors["prior"]> => ({
  version,
  terms: [...prior.terms],
  score: prior.score,
  level: prior.suffix.level,
  level_basis: prior.suffix.basis,
  level_sales: prior.suffix.sales,
  top_discount: prior.suffix.topDiscount,
  short_name_usd: prior.shortNameUsd,
  register_usd: prior.suffix.registerUsd,
  renew_usd: prior.suffix.renewUsd,
  log10_offset: { value: level.value.offset, retail: level.retail.offset },
  log10_price: log10Price,
});

/**
 * Recomputes a prior's price from its stored inputs.
 * @returns log10 of USD, to the last bit the one that was stored
 */
export const recomputePrior = (
  suffix: string,
  factors: NonNullable<EnsembleFactors["prior"]>,
): number =>
  pricePrior(
    {
      score: sumOf(factors.terms),
      shortNameUsd: factors.short_name_usd,
      suffix: {
        suffix,
        level: factors.level,
        topDiscount: factors.top_discount,
        registerUsd: factors.register_usd,
        renewUsd: factors.renew_usd,
        basis: factors.level_basis,
      },
    },
    factors.log10_offset,
  ).log10Price;

const around = (source: Opinion["source"], log10Price: number, sigma: number): Opinion => ({
  source,
  log10Price,
  sigmaLow: sigma,
  sigmaHigh: sigma,
});

const within = (log10Price: number, { low, high }: Range): Omit<Opinion, "source"> => ({
  log10Price,
  sigmaLow: Math.max(0, log10Price - low) / Z_80,
  sigmaHigh: Math.max(0, high - log10Price) / Z_80,
});
