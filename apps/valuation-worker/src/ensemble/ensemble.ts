import type { MarketState } from "#contracts";
import {
  ENSEMBLE_VERSION,
  valueByEnsemble,
  type DomainName,
  type EnsembleValuation,
  type LabelKnowledge,
  type MarketValuation,
  type Quote,
} from "#valuation";

import type { LearnedScales } from "./learned-scales.js";
import type { ModelOpinions } from "./model-opinions.js";
import type { NamePriors } from "./name-priors.js";
import type { OraclePrices } from "./oracle-prices.js";

/** Joins what the market says with what is known and what was learned: nothing here waits for anything. */
export class Ensemble {
  constructor(
    private readonly opinions: ModelOpinions,
    private readonly priors: NamePriors,
    private readonly scales: LearnedScales,
    private readonly oracle: OraclePrices | undefined,
  ) {}

  /** What a name's value is computed with: the rules, and the model or the facts. */
  version({ suffix }: DomainName, quote: Quote): string {
    const { priors, opinions } = this;
    const id = priors.has(suffix, quote) ? priors.id : opinions.loaded.stored.id;
    return `${ENSEMBLE_VERSION}/${id}`;
  }

  value(
    name: DomainName,
    state: MarketState | undefined,
    market: MarketValuation,
    quote: Quote,
    asOfMs: number,
  ): EnsembleValuation {
    return valueByEnsemble({
      state,
      market,
      suffix: name.suffix,
      known: this.knowledgeOf(name, quote),
      oracle: this.oracle?.latest(name.domain),
      quote,
      asOfMs,
    });
  }

  private knowledgeOf({ label, suffix }: DomainName, quote: Quote): LabelKnowledge {
    const { opinions, priors } = this;
    const learned = this.scales.current();
    if (!priors.has(suffix, quote))
      return {
        by: "model",
        model: opinions.of(label),
        scale: learned.scales.scaleOf(suffix, quote),
        calibratedOn: opinions.loaded.stored.origin.sales,
      };
    const prior = priors.of(label, suffix);
    // A host below a registrable name is valued by that name.
    const domain = `${label}.${suffix}`;
    return {
      by: "prior",
      prior,
      level: learned.levels.of(suffix, prior.suffix.basis),
      version: priors.version,
      nearest: learned.sold.nearest({ domain, suffix, words: prior.words, score: prior.score }),
      publicSale: priors.publicSale(domain),
    };
  }
}
