import { HashIndex } from "./hashing.js";
import { wordHashes } from "./name-grams.js";

/** Sales that it takes to believe half of what a word's sales say. */
const SHRINKAGE = 8;
/** Means over a name's words are closer to zero than names are; this undoes it. */
const STRETCH = 1.5;

/** How many numbers `describe` writes. */
export const WORD_PRICE_FEATURES = [
  "word_price.mean",
  "word_price.most",
  "word_price.first",
  "word_price.last",
];

/** What names with a word sold for, above or below the mean: log10, shrunk to zero where sales are few. */
export class WordPrices {
  private readonly index: HashIndex;

  constructor(
    readonly mean: number,
    readonly hashes: Uint32Array,
    readonly premiums: Float64Array,
  ) {
    this.index = new HashIndex(hashes);
  }

  static learn(
    words: readonly (readonly string[])[],
    targets: Float64Array,
    rows: Int32Array,
  ): WordPrices {
    let mean = 0;
    for (const row of rows) mean += (targets[row] as number) / rows.length;
    const sums = new Map<number, { sum: number; count: number }>();
    for (const row of rows) {
      for (const hash of new Set(wordHashes(words[row] as readonly string[]))) {
        const entry = sums.get(hash) ?? { sum: 0, count: 0 };
        entry.sum += (targets[row] as number) - mean;
        entry.count += 1;
        sums.set(hash, entry);
      }
    }
    const sorted = [...sums].sort(([a], [b]) => a - b);
    return new WordPrices(
      mean,
      Uint32Array.from(sorted, ([hash]) => hash),
      Float64Array.from(sorted, ([, { sum, count }]) => Math.fround(sum / (count + SHRINKAGE))),
    );
  }

  /**
   * Writes the premiums of a name's words: mean, most, first and last.
   * @returns log10 of the price that they make together
   */
  describe(words: readonly string[], into: Float64Array, offset: number): number {
    const hashes = wordHashes(words);
    let sum = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < words.length; at += 1) {
      const premium = this.premium(hashes[at] as number);
      sum += premium;
      most = Math.max(most, premium);
    }
    const mean = sum / words.length;
    into[offset] = mean;
    into[offset + 1] = most;
    into[offset + 2] = this.premium(hashes[words.length] as number);
    into[offset + 3] = this.premium(hashes[words.length + 1] as number);
    return this.mean + STRETCH * mean;
  }

  private premium(hash: number): number {
    const place = this.index.find(hash);
    return place < 0 ? 0 : (this.premiums[place] as number);
  }
}
