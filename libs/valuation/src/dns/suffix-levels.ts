import type { VenueKind } from "#contracts";

import { parentSuffix } from "../name/parent-suffix.js";
import { log10RetailOf, type Range } from "./price-curve.js";
import type { SuffixFacts } from "./dns-facts.js";
import { holdToSales, rangeAround, type SaleRanges } from "./sale-ranges.js";

/** A sale beside what the prior says of the name: both log10 of USD. */
export interface LevelSale {
  readonly suffix: string;
  readonly venueKind: VenueKind | undefined;
  readonly log10Price: number;
  /** The prior's value, as it is without any sale. */
  readonly log10Prior: number;
}

/** One of a suffix's two levels as its sales have moved it. */
export interface SideLevel {
  /** How far from the prior, log10. */
  readonly offset: number;
  /** How unsure that is: one standard deviation. */
  readonly sigma: number;
  readonly sales: number;
  /** The 80 % range by value, once there are enough sales to hold it to. */
  readonly calibration: SaleRanges | undefined;
}

/** What investors pay under a suffix, and what end users do, as far as sales are known. */
export interface SuffixLevel {
  readonly value: SideLevel;
  readonly retail: SideLevel;
}

/** Sales from which on a range is held to them instead of chosen. */
const CALIBRATED_FROM = 300;
/** How far a sale lies from the prior, in log10. */
const SALE_SIGMA = 0.95;
/** How far a suffix's level may lie from the facts', by what those rest on. */
const BASIS_SIGMA: Readonly<Record<SuffixFacts["basis"], number>> = {
  measured: 0.3,
  shrunk: 0.5,
  assumed: 0.7,
  unknown: 1,
};
/** How far the retail level may lie from where the other one has gone. */
const RETAIL_SIGMA = 0.4;

/** The level that a sale teaches. If its venue is unknown, it counts for the value, as any trade does. */
const sideOf = (venueKind: VenueKind | undefined): "value" | "retail" =>
  venueKind === "retail" ? "retail" : "value";

/**
 * Levels of suffixes by the sales that the platform holds: normal means, shrunk towards the facts' level, or towards that
 * of the suffix above where that has sales (Efron and Morris 1975). One sale moves a level a little, fifty most of the
 * way, five hundred settle it.
 */
export class SuffixLevels {
  private readonly sales = new Map<string, LevelSale[]>();
  private readonly levels = new Map<string, SuffixLevel>();

  constructor(sales: readonly LevelSale[] = []) {
    for (const sale of sales) {
      let at: string | undefined = sale.suffix;
      for (; at !== undefined; at = parentSuffix(at)) {
        const known = this.sales.get(at);
        if (known === undefined) this.sales.set(at, [sale]);
        else known.push(sale);
      }
    }
  }

  of(suffix: string, basis: SuffixFacts["basis"]): SuffixLevel {
    const known = this.levels.get(suffix);
    if (known !== undefined) return known;
    const level = this.learn(suffix, basis);
    this.levels.set(suffix, level);
    return level;
  }

  private learn(suffix: string, basis: SuffixFacts["basis"]): SuffixLevel {
    const own = this.sales.get(suffix) ?? [];
    const parent = parentSuffix(suffix);
    const above =
      parent !== undefined && this.sales.has(parent) ? this.of(parent, basis) : undefined;
    const valueSales = own.filter(({ venueKind }) => sideOf(venueKind) === "value");
    const retailSales = own.filter(({ venueKind }) => sideOf(venueKind) === "retail");
    const value = learnSide(
      valueSales,
      ({ log10Prior }) => log10Prior,
      above?.value.offset ?? 0,
      BASIS_SIGMA[basis],
    );
    const retail = learnSide(
      retailSales,
      ({ log10Prior }) => log10RetailOf(log10Prior),
      above?.retail.offset ?? value.offset,
      Math.hypot(RETAIL_SIGMA, value.sigma),
    );
    return { value, retail };
  }
}

const learnSide = (
  sales: readonly LevelSale[],
  priorOf: (sale: LevelSale) => number,
  mean: number,
  sigma: number,
): SideLevel => {
  const count = sales.length;
  const sum = sales.reduce((total, sale) => total + sale.log10Price - priorOf(sale), 0);
  const precision = 1 / sigma ** 2 + count / SALE_SIGMA ** 2;
  const offset = (mean / sigma ** 2 + sum / SALE_SIGMA ** 2) / precision;
  const calibration =
    count < CALIBRATED_FROM
      ? undefined
      : holdToSales(
          sales.map((sale) => ({ estimate: priorOf(sale) + offset, price: sale.log10Price })),
        );
  return { offset, sigma: Math.sqrt(1 / precision), sales: count, calibration };
};

/** The range that a calibrated level gives a price, log10; undefined where it is not calibrated. */
export const calibratedRange = (
  { calibration }: SideLevel,
  log10Price: number,
): Range | undefined => {
  return calibration === undefined ? undefined : rangeAround(calibration, log10Price);
};
