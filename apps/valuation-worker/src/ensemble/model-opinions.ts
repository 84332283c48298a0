import { modelOpinion, type ModelOpinion } from "#valuation";
import { LRUCache } from "lru-cache";

import type { LoadedModel } from "./load-model.js";

/** Labels whose opinions are kept; one takes about a kilobyte. */
const MAX_KEPT = 20_000;

/** What the model says of labels. An opinion changes with the model alone, so it is computed once and kept. */
export class ModelOpinions {
  private readonly kept = new LRUCache<string, ModelOpinion>({ max: MAX_KEPT });

  constructor(readonly loaded: LoadedModel) {}

  /** log10 of what a usual name sells for by the model. */
  get usualLog10(): number {
    return this.loaded.stored.learned.wordPrices.mean;
  }

  of(label: string): ModelOpinion {
    const known = this.kept.get(label);
    if (known !== undefined) return known;
    const opinion = modelOpinion(this.loaded.model, this.loaded.stored, label);
    this.kept.set(label, opinion);
    return opinion;
  }
}
