import { modelOpinion, type ModelOpinion } from "#valuation";

import type { LoadedModel } from "./load-model.js";

/** Labels whose opinions are kept; one takes about a kilobyte. */
const MAX_KEPT = 20_000;

/** What the model says of labels. An opinion changes with the model alone, so it is computed once and kept. */
export class ModelOpinions {
  private readonly kept = new Map<string, ModelOpinion>();

  constructor(readonly loaded: LoadedModel) {}

  /** log10 of what a usual name sells for by the model. */
  get usualLog10(): number {
    return this.loaded.stored.learned.wordPrices.mean;
  }

  of(label: string): ModelOpinion {
    const known = this.kept.get(label);
    if (known !== undefined) return known;
    const opinion = modelOpinion(this.loaded.model, this.loaded.stored, label);
    // The oldest goes first: which one hardly matters, that there is an end does.
    if (this.kept.size >= MAX_KEPT) this.kept.delete(this.kept.keys().next().value as string);
    this.kept.set(label, opinion);
    return opinion;
  }
}
