import {
  DnsPriors,
  LIKE_ETH,
  DNS_PRIOR_VERSION,
  type DnsPrior,
  type FamousSale,
  type Quote,
} from "#valuation";
import { LRUCache } from "lru-cache";

import type { LoadedDnsFacts } from "./load-dns-facts.js";
import type { ModelOpinions } from "./model-opinions.js";

/** Names whose priors are kept; one takes about a kilobyte. */
const MAX_KEPT = 20_000;
/** The facts' prices are in this currency. */
const CURRENCY = "USD";

/** What public knowledge says of names. A prior changes with the facts alone, so it is computed once and kept. */
export class NamePriors {
  readonly version: string;
  private readonly priors: DnsPriors;
  private readonly kept = new LRUCache<string, DnsPrior>({ max: MAX_KEPT });

  constructor(
    private readonly opinions: ModelOpinions,
    private readonly loaded: LoadedDnsFacts,
  ) {
    this.priors = new DnsPriors(opinions.loaded.lexicon, loaded.facts);
    this.version = `${DNS_PRIOR_VERSION}/${loaded.id}`;
  }

  /** The start of the facts' SHA-256. */
  get id(): string {
    return this.loaded.id;
  }

  /** Whether names of a suffix are valued by the prior: all but the model's own, where prices are in USD. */
  has(suffix: string, { currency }: Quote): boolean {
    return currency === CURRENCY && suffix !== this.opinions.loaded.stored.origin.suffix;
  }

  of(label: string, suffix: string): DnsPrior {
    const key = `${label}.${suffix}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const prior = this.priors.of(label, suffix, this.ethModel(label, suffix));
    this.kept.set(key, prior);
    return prior;
  }

  publicSale(name: string): FamousSale | undefined {
    return this.priors.facts.famousSales.get(name);
  }

  publicSales(): Iterable<FamousSale> {
    return this.priors.facts.famousSales.values();
  }

  private ethModel(label: string, suffix: string): number | undefined {
    if (!LIKE_ETH.has(suffix)) return undefined;
    return this.opinions.of(label).log10Price - this.opinions.usualLog10;
  }
}
