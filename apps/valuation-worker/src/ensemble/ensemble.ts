import type { MarketState } from "#contracts";
import {
  ENSEMBLE_VERSION,
  valueByEnsemble,
  type DomainName,
  type EnsembleValuation,
  type MarketValuation,
  type Quote,
} from "#valuation";

import type { LearnedScales } from "./learned-scales.js";
import type { ModelOpinions } from "./model-opinions.js";
import type { OraclePrices } from "./oracle-prices.js";

/** Joins what the market says with what was learned: nothing here waits for anything. */
export class Ensemble {
  readonly version: string;

  constructor(
    private readonly opinions: ModelOpinions,
    private readonly scales: LearnedScales,
    private readonly oracle: OraclePrices | undefined,
  ) {
    this.version = `${ENSEMBLE_VERSION}/${opinions.loaded.stored.id}`;
  }

  value(
    { domain, label, suffix }: DomainName,
    state: MarketState | undefined,
    market: MarketValuation,
    quote: Quote,
    asOfMs: number,
  ): EnsembleValuation {
    return valueByEnsemble({
      state,
      market,
      model: this.opinions.of(label),
      suffix,
      scale: this.scales.current().scaleOf(suffix, quote),
      oracle: this.oracle?.latest(domain),
      quote,
      asOfMs,
    });
  }
}
