import { quoteEstimate } from "../market/money.js";
import type { StoredModel } from "../model/model-file.js";
import { MEMBERS, type NameModel } from "../model/name-model.js";
import type { ModelOpinion } from "./value-by-ensemble.js";

/** The trained model's opinion of a label, for the blend and the factors. @param label ASCII, without its suffix */
export const modelOpinion = (
  model: NameModel,
  { id, origin, learned }: StoredModel,
  label: string,
): ModelOpinion => {
  const estimate = model.estimate(label);
  const { weights } = learned.stack;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const amount = (log10: number): string => quoteEstimate(log10, origin.currency);
  const minimum = learned.calibration.log10Minimum;
  return {
    modelId: id,
    words: estimate.words,
    log10Price: estimate.log10Price,
    log10Low: estimate.log10Low,
    log10High: estimate.log10High,
    atMinimum:
      minimum === undefined || estimate.atMinimum === undefined
        ? undefined
        : { price: amount(minimum), probability: Number(estimate.atMinimum.toFixed(4)) },
    comparables: {
      log10Price: estimate.members.comparables,
      share: total > 0 ? (weights[MEMBERS.indexOf("comparables")] as number) / total : 0,
    },
    nearest: estimate.comparables.map(({ label: sold, log10Price, similarity }) => ({
      domain: `${sold}.${origin.suffix}`,
      price: amount(log10Price),
      similarity,
    })),
  };
};
