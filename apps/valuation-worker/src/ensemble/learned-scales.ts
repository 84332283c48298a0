import { loadRecentSales, type Database } from "#storage";
import {
  splitDomainName,
  quoteOf,
  SuffixScales,
  type Currencies,
  type SuffixResidual,
} from "#valuation";
import { Logger } from "@nestjs/common";

import type { ModelOpinions } from "./model-opinions.js";

/** Scales older than this are learned again, behind the request that found them so. */
const FRESH_MS = 10_000;
/** Sales that are read between two looks at the event loop. */
const SLICE = 50;

/** Price levels of suffixes by the platform's own sales. No request waits for them to be learned again. */
export class LearnedScales {
  private readonly logger = new Logger(LearnedScales.name);
  private scales: SuffixScales;
  private learnedAtMs = Number.NEGATIVE_INFINITY;
  private learning: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly opinions: ModelOpinions,
    private readonly currencies: Currencies,
  ) {
    this.scales = new SuffixScales(this.origin());
  }

  /** What is known now. */
  current(): SuffixScales {
    if (performance.now() - this.learnedAtMs > FRESH_MS) void this.learn();
    return this.scales;
  }

  /** Learns them from the newest sales. Where the database is away, those of before stand. Never throws. */
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
    const seen = new Set<string>();
    for (const [index, { domain, price, currency }] of sales.entries()) {
      if (index > 0 && index % SLICE === 0) await new Promise(setImmediate);
      const name = splitDomainName(domain);
      // A name that is traded often says no more of its suffix than one that is not.
      if (name === undefined || seen.has(domain)) continue;
      seen.add(domain);
      if (currency !== quoteOf(name.suffix, this.currencies).currency) continue;
      const { log10Price } = this.opinions.of(name.label);
      residuals.push({
        suffix: name.suffix,
        currency,
        residual: Math.log10(Number(price)) - log10Price,
      });
    }
    this.scales = new SuffixScales(this.origin(), residuals);
  }

  private origin(): { homeSuffix: string; usualLog10: number } {
    const { origin, learned } = this.opinions.loaded.stored;
    return { homeSuffix: origin.suffix, usualLog10: learned.wordPrices.mean };
  }
}
