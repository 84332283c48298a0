import type { JobItem, MarketState } from "#contracts";
import type { ValuedItem } from "#storage";
import { inStage } from "#telemetry";
import {
  MARKET_MODEL_VERSION,
  parseDomainName,
  quoteOf,
  valueByMarket,
  type Currencies,
  type DomainName,
  type EnsembleValuation,
  type MarketValuation,
  type Quote,
} from "#valuation";

import type { Ensemble } from "./ensemble/ensemble.js";
import type { RecordStage } from "./value-names.js";

/** Names valued between two looks at the event loop: a large chunk must not hold up a small batch. */
const SLICE = 100;

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
  /** @param ensemble absent where the worker was told to do without */
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
    recordStage: RecordStage,
  ): Promise<ValuedItem[]> {
    const attributes = { "assay.names": items.length };
    const byMarket = await inStage(
      "value",
      attributes,
      () => inSlices(items, (item) => this.valueByMarket(item, states.get(item.domain), asOf)),
      recordStage,
    );
    const { ensemble } = this;
    if (!withEnsemble || ensemble === undefined)
      return byMarket.result.map((valued) =>
        toItem(valued, valued.market, MARKET_MODEL_VERSION, asOf),
      );
    const blended = await inStage(
      "ensemble",
      attributes,
      () =>
        inSlices(byMarket.result, (valued) => {
          const { name, state, market, quote } = valued;
          const valuation = ensemble.value(name, state, market, quote, asOf.getTime());
          return toItem(valued, valuation, ensemble.version, asOf);
        }),
      recordStage,
    );
    return blended.result;
  }

  private valueByMarket(item: JobItem, state: MarketState | undefined, asOf: Date): MarketValued {
    const name = parseDomainName(item.domain);
    // The gateway has parsed every name before it queued it: another answer now is a defect, not an input.
    if (!name.ok)
      throw new Error(`"${item.domain}" was queued and is no domain name: ${name.detail}`);
    const quote = quoteOf(name.suffix, this.currencies);
    return { item, name, quote, state, market: valueByMarket(state, quote, asOf.getTime()) };
  }
}

const inSlices = async <From, To>(from: readonly From[], to: (one: From) => To): Promise<To[]> => {
  const all: To[] = [];
  for (const [index, one] of from.entries()) {
    if (index > 0 && index % SLICE === 0) await new Promise(setImmediate);
    all.push(to(one));
  }
  return all;
};

const toItem = (
  { item, state }: MarketValued,
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
    model_version: modelVersion,
    chosen_source: valuation.chosenSource,
    factors: valuation.factors,
    placeholder_created: state === undefined,
    valued_at: asOf.toISOString(),
  },
});
