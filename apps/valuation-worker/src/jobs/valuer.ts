import type { JobItem, MarketState, ValuationResult } from "#contracts";
import type { ValuedItem } from "#storage";
import { inStage, type StageClock } from "#telemetry";
import {
  MARKET_MODEL_VERSION,
  quoteOf,
  splitDomainName,
  valueByMarket,
  type Currencies,
  type DomainName,
  type EnsembleValuation,
  type MarketValuation,
  type Quote,
} from "#valuation";

import type { Ensemble } from "../ensemble/ensemble.js";
import { STEP_MS } from "./lane-priority.js";

/** Resolves when the next step of work may begin. */
export type YieldToOthers = () => Promise<void>;

/** A name with what its market says. */
interface MarketValued {
  readonly item: JobItem;
  readonly name: DomainName;
  readonly quote: Quote;
  readonly state: MarketState | undefined;
  readonly market: MarketValuation;
}

/** Values names by what the market says of them, and where it is asked for by the models too. */
export class Valuer {
  /** @param ensemble absent where the configuration turns it off */
  constructor(
    private readonly currencies: Currencies,
    private readonly ensemble: Ensemble | undefined,
  ) {}

  /** Pure but for the clock and what the ensemble has learned. */
  async value(
    items: readonly JobItem[],
    states: ReadonlyMap<string, MarketState>,
    withEnsemble: boolean,
    asOf: Date,
    clock: StageClock,
    yieldToOthers: YieldToOthers,
  ): Promise<ValuedItem[]> {
    const attributes = { "assay.names": items.length };
    const byMarket = await inStage(
      "value",
      attributes,
      () =>
        inSteps(
          items,
          (item) => this.valueByMarket(item, states.get(item.domain), asOf),
          yieldToOthers,
        ),
      clock,
    );
    const { ensemble } = this;
    if (!withEnsemble || ensemble === undefined)
      return byMarket.map((valued) => toItem(valued, valued.market, MARKET_MODEL_VERSION, asOf));
    return inStage(
      "ensemble",
      attributes,
      () =>
        inSteps(
          byMarket,
          (valued) => {
            const { name, state, market, quote } = valued;
            const valuation = ensemble.value(name, state, market, quote, asOf.getTime());
            return toItem(valued, valuation, ensemble.version(name, quote), asOf);
          },
          yieldToOthers,
        ),
      clock,
    );
  }

  private valueByMarket(item: JobItem, state: MarketState | undefined, asOf: Date): MarketValued {
    const parts = splitDomainName(item.domain);
    // The gateway has parsed every name before it queued it: another answer now is a defect, not an input.
    if (parts === undefined) throw new Error(`"${item.domain}" was queued and is no domain name.`);
    const name: DomainName = { ok: true, domain: item.domain, ...parts };
    const quote = quoteOf(name.suffix, this.currencies);
    return { item, name, quote, state, market: valueByMarket(state, quote, asOf.getTime()) };
  }
}

/** Maps one after the other; whenever it has held the event loop for a step's time, it yields. */
const inSteps = async <From, To>(
  from: readonly From[],
  to: (one: From) => To,
  yieldToOthers: YieldToOthers,
): Promise<To[]> => {
  const all: To[] = [];
  let sinceMs = performance.now();
  for (const one of from) {
    if (performance.now() - sinceMs > STEP_MS) {
      await yieldToOthers();
      sinceMs = performance.now();
    }
    all.push(to(one));
  }
  return all;
};

const toItem = (
  { item, name, state }: MarketValued,
  valuation: EnsembleValuation,
  modelVersion: string,
  asOf: Date,
): ValuedItem => ({
  idx: item.idx,
  result: {
    domain: item.domain,
    ...(item.input === undefined ? {} : { input: item.input }),
    value: valuation.value,
    currency: valuation.currency,
    low: valuation.low,
    high: valuation.high,
    confidence: valuation.confidence,
    ...valuation.factors.ensemble?.outlook,
    model_version: modelVersion,
    chosen_source: valuation.chosenSource,
    factors: withName(valuation.factors, name),
    placeholder_created: state === undefined,
    valued_at: asOf.toISOString(),
  },
});

/** What is not plain from the name itself is said with its value. */
const withName = (
  factors: ValuationResult["factors"],
  { domain, label, suffix, isSuffixKnown }: DomainName,
): ValuationResult["factors"] => {
  const registrable = `${label}.${suffix}`;
  return isSuffixKnown && registrable === domain
    ? factors
    : { ...factors, name: { registrable, suffix, is_suffix_known: isSuffixKnown } };
};
