import { loadRecentSales, type Database } from "#storage";
import { untraced } from "#telemetry";
import {
  parseDomainName,
  pricePrior,
  splitDomainName,
  quoteOf,
  SoldNames,
  SuffixLevels,
  SuffixScales,
  type Currencies,
  type LevelSale,
  type SoldDomain,
  type SuffixResidual,
} from "#valuation";
import { Logger } from "@nestjs/common";

import type { ModelOpinions } from "./model-opinions.js";
import type { NamePriors } from "./name-priors.js";

/** Scales older than this are learned again, behind the request that found them so. */
const FRESH_MS = 10_000;
/** Sales that are read between two looks at the event loop. */
const SLICE = 50;

/** What sales have taught. */
interface Learned {
  /** Scales beside the model's, of suffixes that are valued by it. */
  readonly scales: SuffixScales;
  /** Levels beside the prior's, of all others. */
  readonly levels: SuffixLevels;
  /** Names with a known sale, to compare with. */
  readonly sold: SoldNames;
}

/** Price levels of suffixes by the platform's own sales. No request waits for them to be learned again. */
export class LearnedScales {
  private readonly logger = new Logger(LearnedScales.name);
  private learned: Learned;
  private learnedAtMs = Number.NEGATIVE_INFINITY;
  private learning: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly opinions: ModelOpinions,
    private readonly priors: NamePriors,
    private readonly currencies: Currencies,
  ) {
    this.learned = this.from([], [], []);
  }

  /** What is known now. */
  current(): Learned {
    if (performance.now() - this.learnedAtMs > FRESH_MS)
      // Not part of the request during which it begins.
      void untraced(() => this.learn());
    return this.learned;
  }

  /** Learns them from the newest sales. While the database is unavailable, the earlier ones stay. Never throws. */
  learn(): Promise<void> {
    this.learning ??= this.readSales()
      .catch((error: unknown) =>
        this.logger.warn(
          `Price levels of suffixes were not learned again: ${error instanceof Error ? error.message : String(error)}`,
        ),
      )
      .finally(() => {
        this.learnedAtMs = performance.now();
        this.learning = undefined;
      });
    return this.learning;
  }

  private async readSales(): Promise<void> {
    const sales = await loadRecentSales(this.database);
    const residuals: SuffixResidual[] = [];
    const levels: LevelSale[] = [];
    const sold: SoldDomain[] = [];
    const seen = new Set<string>();
    for (const [index, { domain, price, currency, venueKind }] of sales.entries()) {
      if (index > 0 && index % SLICE === 0) await new Promise(setImmediate);
      const name = splitDomainName(domain);
      // A name that is traded often says no more of its suffix than one that is not.
      if (name === undefined || seen.has(domain)) continue;
      seen.add(domain);
      const { label, suffix } = name;
      const quote = quoteOf(suffix, this.currencies);
      if (currency !== quote.currency) continue;
      const log10Price = Math.log10(Number(price));
      if (this.priors.has(suffix, quote)) {
        const prior = this.priors.of(label, suffix);
        levels.push({
          suffix,
          venueKind,
          log10Price,
          log10Prior: pricePrior(prior).log10Price,
        });
        sold.push({ domain, suffix, words: prior.words, score: prior.score, price });
      } else
        residuals.push({
          suffix,
          currency,
          residual: log10Price - this.opinions.of(label).log10Price,
        });
    }
    this.learned = this.from(residuals, levels, sold);
  }

  private from(
    residuals: readonly SuffixResidual[],
    levels: readonly LevelSale[],
    sold: readonly SoldDomain[],
  ): Learned {
    const { origin } = this.opinions.loaded.stored;
    return {
      scales: new SuffixScales(
        { homeSuffix: origin.suffix, usualLog10: this.opinions.usualLog10 },
        residuals,
      ),
      levels: new SuffixLevels(levels),
      sold: new SoldNames([...sold, ...this.publicSales(new Set(sold.map((one) => one.domain)))]),
    };
  }

  /** Sales that were reported in public, but for names with a sale here. */
  private publicSales(known: ReadonlySet<string>): SoldDomain[] {
    return [...this.priors.publicSales()].flatMap(({ domain, usd }) => {
      const name = parseDomainName(domain);
      if (!name.ok || known.has(domain)) return [];
      const { words, score } = this.priors.of(name.label, name.suffix);
      return [{ domain, suffix: name.suffix, words, score, price: usd.toFixed(2) }];
    });
  }
}
