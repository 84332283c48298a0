import type { Quote } from "../market/quote.js";
import { parentSuffix } from "../name/parent-suffix.js";

/** The prices of a suffix's names relative to the model's estimates of their labels, as log10. */
export interface SuffixScale {
  readonly offset: number;
  /** How unsure that is: one standard deviation. */
  readonly sigma: number;
  /** Sold names of this suffix, or of the one above it, that it was learned from. */
  readonly sales: number;
}

/** A name that was sold: log10 of its price less log10 of what the model says of its label. */
export interface SuffixResidual {
  readonly suffix: string;
  readonly currency: string;
  readonly residual: number;
}

/** How far a sale lies from the model, how far one suffix lies from the one above it, and that from the baseline. */
const SALE_SIGMA = 0.95;
const SUFFIX_SIGMA = 0.7;
const ROOT_SIGMA = 1.5;
/** How far prices may have moved since the model's sales, under the suffix that it learned from. */
const HOME_SIGMA = 0.3;

/** Where the model's own prices were paid. */
export interface ScaleOrigin {
  readonly homeSuffix: string;
  /** log10 of what a usual name sells for by the model. */
  readonly usualLog10: number;
}

/**
 * Scales of suffixes by the sales that the platform holds: a normal mean shrunk towards that of the suffix above,
 * and that towards all suffixes of its currency (Efron and Morris 1975). One sale moves a scale a little, a hundred
 * settle it. A suffix of which no sale is known has none.
 */
export class SuffixScales {
  private readonly residuals = new Map<string, { sum: number; count: number }>();
  private readonly scales = new Map<string, SuffixScale | undefined>();

  constructor(
    private readonly origin: ScaleOrigin,
    residuals: readonly SuffixResidual[] = [],
  ) {
    for (const { suffix, currency, residual } of residuals) {
      let at: string | undefined = suffix;
      for (; at !== undefined; at = parentSuffix(at)) this.add(at, residual);
      if (suffix !== origin.homeSuffix) this.add(everySuffix(currency), residual);
    }
  }

  /** @returns undefined when no sale of the suffix is known */
  scaleOf(suffix: string, quote: Quote): SuffixScale | undefined {
    if (!this.scales.has(suffix)) this.scales.set(suffix, this.learn(suffix, quote));
    return this.scales.get(suffix);
  }

  private learn(suffix: string, quote: Quote): SuffixScale | undefined {
    const own = this.residuals.get(suffix);
    if (suffix === this.origin.homeSuffix) {
      const calibrated = { offset: 0, sigma: 0, sales: 0 };
      return own === undefined ? calibrated : shrink(own, { ...calibrated, sigma: HOME_SIGMA });
    }
    const parent = parentSuffix(suffix);
    if (parent === undefined && own === undefined) return undefined;
    const above = parent === undefined ? this.every(quote) : this.scaleOf(parent, quote);
    if (above === undefined) return undefined;
    return shrink(own, { ...above, sigma: Math.hypot(above.sigma, SUFFIX_SIGMA) });
  }

  /** All suffixes of a currency together: a usual name is worth the baseline until sales say otherwise. */
  private every({ currency, baseline }: Quote): SuffixScale {
    const offset = Math.log10(Number(baseline)) - this.origin.usualLog10;
    const known = shrink(this.residuals.get(everySuffix(currency)), {
      offset,
      sigma: ROOT_SIGMA,
      sales: 0,
    });
    return { ...known, sales: 0 };
  }

  private add(suffix: string, residual: number): void {
    const { sum, count } = this.residuals.get(suffix) ?? { sum: 0, count: 0 };
    this.residuals.set(suffix, { sum: sum + residual, count: count + 1 });
  }
}

/** What stands above all suffixes that are quoted in a currency; no suffix is written so. */
const everySuffix = (currency: string): string => `every ${currency}`;

const shrink = (
  own: { sum: number; count: number } | undefined,
  prior: SuffixScale,
): SuffixScale => {
  const { sum, count } = own ?? { sum: 0, count: 0 };
  const precision = 1 / prior.sigma ** 2 + count / SALE_SIGMA ** 2;
  return {
    offset: (prior.offset / prior.sigma ** 2 + sum / SALE_SIGMA ** 2) / precision,
    sigma: Math.sqrt(1 / precision),
    sales: Math.max(count, prior.sales),
  };
};
