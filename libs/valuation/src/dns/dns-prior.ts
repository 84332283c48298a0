import type { DemandLevel, NameFlag } from "#contracts";

import type { Lexicon } from "../model/lexicon.js";
import { scoreDemand, type DemandTerm } from "./demand-score.js";
import type { DnsFacts, SuffixFacts } from "./dns-facts.js";
import { flagsOf } from "./name-flags.js";
import {
  atLeast,
  log10PriceOf,
  log10RetailOf,
  rangeOf,
  retailRangeOf,
  type Range,
} from "./price-curve.js";
import { readLabel, type ReadLabel } from "./read-label.js";
import { reasonOf } from "./reason.js";

/** Goes up whenever the same facts would give another value. */
export const DNS_PRIOR_VERSION = "dns-1";

/** The prior of a name from public facts, before any sale of its suffix. Amounts in USD, logarithms to base 10. */
export interface DnsPrior {
  readonly label: string;
  readonly suffix: SuffixFacts;
  readonly words: readonly string[];
  readonly score: number;
  readonly terms: readonly DemandTerm[];
  /** What a .com of such a shape is worth at least; 0 where shape alone is worth nothing. */
  readonly shortNameUsd: number;
  readonly demand: DemandLevel;
  readonly flags: readonly NameFlag[];
  readonly reason: string;
}

/** Suffixes that start-ups choose as they do .eth: there the .eth model orders names that the prior finds alike. */
export const LIKE_ETH: ReadonlySet<string> = new Set(["ai", "io"]);

/** A prior as a price: what an investor pays, and what an end user does. All log10 of USD. */
export interface PricedPrior {
  readonly log10Price: number;
  readonly range: Range;
  readonly log10Retail: number;
  readonly retailRange: Range;
}

/** Below the first, a name is wanted by few; from the second on, by many. */
const EVEN_FROM = -0.9;
const HIGH_FROM = 0;
/** Scores above which the label of another suffix than .com is worth less and less beside it. */
const DISCOUNT_FROM = -0.3;
/** What a short name keeps of its .com's worth elsewhere. */
const SHORT_ELSEWHERE = 0.08;
/** A registrar's price is one of many: others ask a fifth less. */
const CHEAPEST_FEE = 0.8;
/** How much further off a name of a suffix may be that no list has: a factor of three to each side. */
const UNKNOWN_SUFFIX_LOG10 = 0.5;

/** Computes the prior of a label under a suffix. Pure: the same facts give the same answer. */
export class DnsPriors {
  constructor(
    private readonly lexicon: Lexicon,
    readonly facts: DnsFacts,
  ) {}

  /**
   * @param label ASCII, lower case
   * @param suffix public suffix, ASCII
   * @param ethModel how far above the usual price the .eth model puts the label, log10; for suffixes where it counts
   */
  of(label: string, suffix: string, ethModel?: number): DnsPrior {
    const { lexicon, facts } = this;
    const suffixFacts = facts.suffix(suffix);
    const { languages } = suffixFacts;
    const read: ReadLabel = readLabel(label, lexicon, languages);
    const demand = scoreDemand(label, read, lexicon, facts, languages, ethModel);
    const level = demand.score < EVEN_FROM ? "low" : demand.score < HIGH_FROM ? "even" : "high";
    const flags = flagsOf(label, read, demand, facts);
    return {
      label,
      suffix: suffixFacts,
      words: read.words,
      score: demand.score,
      terms: demand.terms,
      shortNameUsd: facts.shortName(label),
      demand: level,
      flags,
      reason: reasonOf(read, demand, flags, suffixFacts),
    };
  }
}

/** The numbers that a prior's price is computed from. */
export type PriorNumbers = Pick<DnsPrior, "score" | "shortNameUsd"> & {
  readonly suffix: Pick<
    SuffixFacts,
    "suffix" | "level" | "topDiscount" | "registerUsd" | "renewUsd" | "basis"
  >;
};

/** How far a suffix's level was moved by its own sales, log10: of what investors pay, and of what end users do. */
export interface LevelOffsets {
  readonly value: number;
  readonly retail: number;
}

const NO_OFFSETS: LevelOffsets = { value: 0, retail: 0 };

/**
 * A prior's price: by the score's curve, the suffix's level and its discount for the best labels, at least what short
 * names fetch, and at least a year's registration.
 */
export const pricePrior = (
  { score, shortNameUsd, suffix }: PriorNumbers,
  offsets: LevelOffsets = NO_OFFSETS,
): PricedPrior => {
  const level = Math.log10(suffix.level) + offsets.value;
  const discount = suffix.topDiscount * Math.max(0, score - DISCOUNT_FROM);
  let log10Price = log10PriceOf(score) + level - discount;
  if (shortNameUsd > 0) {
    const kept = suffix.suffix === "com" ? 1 : SHORT_ELSEWHERE;
    log10Price = atLeast(log10Price, Math.log10(shortNameUsd * kept) + level);
  }
  log10Price = atLeast(log10Price, Math.log10(suffix.renewUsd));
  const extra = suffix.basis === "unknown" ? UNKNOWN_SUFFIX_LOG10 : 0;
  const cheapest = Math.log10(CHEAPEST_FEE * Math.min(suffix.registerUsd, suffix.renewUsd)) - extra;
  const scaled = ({ low, high }: Range, by: number, middle: number): Range => ({
    low: Math.min(middle, Math.max(low + by - extra, cheapest)),
    high: Math.max(middle, high + by + extra),
  });
  const log10Com = log10Price - level;
  // Learned from sales to end users, the retail level need not follow that of the auctions.
  const retailLevel = Math.log10(suffix.level) + offsets.retail;
  const log10Retail = Math.max(
    log10Price,
    log10RetailOf(log10Price - offsets.value) + offsets.retail,
  );
  return {
    log10Price,
    range: scaled(rangeOf(log10Com), level, log10Price),
    log10Retail,
    retailRange: scaled(retailRangeOf(log10Com), retailLevel, log10Retail),
  };
};
