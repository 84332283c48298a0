import { valueByMarket } from "../../market/value-by-market.js";
import type { Quote } from "../../market/quote.js";
import { NOW } from "../../market/stories/given.js";
import type { MarketState } from "#contracts";
import type { SuffixScale } from "../suffix-scale.js";
import {
  valueByEnsemble,
  type EnsembleInputs,
  type EnsembleValuation,
  type ModelOpinion,
} from "../value-by-ensemble.js";

export const ETH: Quote = { currency: "ETH", baseline: "0.01" };
export const USD: Quote = { currency: "USD", baseline: "10.00" };

/** The model estimates 1 ETH, with an 80 % range of 0.1 to 10. */
export const model = (given: Partial<ModelOpinion> = {}): ModelOpinion => ({
  modelId: "0123abcd",
  words: ["alpha"],
  log10Price: 0,
  log10Low: -1,
  log10High: 1,
  atMinimum: { price: "0.010000", probability: 0.2 },
  comparables: { log10Price: -0.5, share: 0.25 },
  nearest: [{ domain: "alphas.eth", price: "0.300000", similarity: 0.8 }],
  ...given,
});

/** The inputs of a story; `scale: undefined` is a suffix without a sale. */
type Given = Partial<EnsembleInputs> & {
  readonly model?: ModelOpinion;
  readonly scale?: SuffixScale | undefined;
};

/** Values alpha.eth at noon; inputs that are not given are unknown. */
export const value = (state?: MarketState, given: Given = {}): EnsembleValuation => {
  const quote = given.quote ?? ETH;
  return valueByEnsemble({
    state,
    market: valueByMarket(state, quote, NOW),
    suffix: "eth",
    known: {
      by: "model",
      model: given.model ?? model(),
      scale: "scale" in given ? given.scale : { offset: 0, sigma: 0, sales: 0 },
      calibratedOn: 18_996,
    },
    oracle: undefined,
    quote,
    asOfMs: NOW,
    ...given,
  });
};
