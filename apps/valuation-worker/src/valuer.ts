import type { JobItem, MarketState } from "#contracts";
import type { ValuedItem } from "#storage";
import { inStage } from "#telemetry";
import { MARKET_MODEL_VERSION, parseDomainName, quoteOf, valueByMarket } from "#valuation";

import type { RecordStage } from "./value-names.js";

/** Names valued between two looks at the event loop: a large chunk must not hold up a small batch. */
const SLICE = 100;

/** Values names by what the market says of them. */
export class Valuer {
  constructor(private readonly baseCurrency: string) {}

  /** Pure but for the clock: the same states and time give the same values to the cent. */
  async value(
    items: readonly JobItem[],
    states: ReadonlyMap<string, MarketState>,
    _ensemble: boolean,
    asOf: Date,
    recordStage: RecordStage,
  ): Promise<ValuedItem[]> {
    const { result, durationMs } = await inStage(
      "value",
      { "assay.names": items.length },
      async () => {
        const values: ValuedItem[] = [];
        for (const [index, item] of items.entries()) {
          if (index > 0 && index % SLICE === 0) await new Promise(setImmediate);
          values.push(this.valueOne(item, states.get(item.domain), asOf));
        }
        return values;
      },
    );
    recordStage("value", durationMs);
    return result;
  }

  private valueOne(item: JobItem, state: MarketState | undefined, asOf: Date): ValuedItem {
    const name = parseDomainName(item.domain);
    // The gateway has parsed every name before it queued it: another answer now is a defect, not an input.
    if (!name.ok)
      throw new Error(`"${item.domain}" was queued and is no domain name: ${name.detail}`);
    const valuation = valueByMarket(state, quoteOf(name.suffix, this.baseCurrency), asOf.getTime());
    return {
      idx: item.idx,
      result: {
        domain: item.domain,
        ...(item.input === undefined ? {} : { input: item.input }),
        value: valuation.value,
        currency: valuation.currency,
        low: valuation.low,
        high: valuation.high,
        confidence: valuation.confidence,
        model_version: MARKET_MODEL_VERSION,
        chosen_source: valuation.chosenSource,
        factors: valuation.factors,
        placeholder_created: state === undefined,
        valued_at: asOf.toISOString(),
      },
    };
  }
}
