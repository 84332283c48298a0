import { HASH_START, HashIndex, hashOf, hashStep } from "./hashing.js";
import type { SparseRow } from "./sparse.js";

/** Lengths of the runs of characters that are looked at; `^` and `$` stand for a name's ends. */
const SHORTEST = 3;
const LONGEST = 4;
/** A run or word that only one name has says nothing of another. */
const MIN_NAMES = 2;
/** How much a word counts beside the whole of a name's runs of characters. */
const WORD_WEIGHT = 0.3;

/** Where the hashes of words begin, by their place: `pay` first, last and anywhere are three things. */
const WORD_STARTS = {
  any: hashOf("word:"),
  first: hashOf("first word:"),
  last: hashOf("last word:"),
} as const;

/** The hashes of a label's runs of characters, with repetitions. */
const runHashes = (label: string): number[] => {
  const framed = `^${label}$`;
  const hashes: number[] = [];
  for (let from = 0; from + SHORTEST <= framed.length; from += 1) {
    let hash = hashOf(framed, from, from + SHORTEST - 1, HASH_START);
    for (let end = from + SHORTEST; end <= Math.min(framed.length, from + LONGEST); end += 1) {
      hash = hashStep(hash, framed.charCodeAt(end - 1)) >>> 0;
      hashes.push(hash);
    }
  }
  return hashes;
};

/** The hashes of a name's words, by their place, with repetitions. */
export const wordHashes = (words: readonly string[]): number[] => [
  ...words.map((word) => hashOf(word, 0, word.length, WORD_STARTS.any)),
  hashOf(words[0] ?? "", 0, undefined, WORD_STARTS.first),
  hashOf(words.at(-1) ?? "", 0, undefined, WORD_STARTS.last),
];

/**
 * The runs of characters and words that at least two of the learned names have, each with its weight (inverse
 * document frequency; words have 1).
 */
export class NameGrams {
  private readonly index: HashIndex;

  /** @param runs how many of the hashes are of runs; those of words follow */
  constructor(
    readonly hashes: Uint32Array,
    readonly idf: Float64Array,
    readonly runs: number,
  ) {
    this.index = new HashIndex(hashes);
  }

  static learn(names: readonly { label: string; words: readonly string[] }[]): NameGrams {
    const runs = new Map<number, number>();
    const words = new Map<number, number>();
    for (const name of names) {
      for (const hash of new Set(runHashes(name.label))) runs.set(hash, (runs.get(hash) ?? 0) + 1);
      for (const hash of new Set(wordHashes(name.words)))
        words.set(hash, (words.get(hash) ?? 0) + 1);
    }
    const kept = (counts: Map<number, number>): [number, number][] =>
      [...counts].filter(([, count]) => count >= MIN_NAMES).sort(([a], [b]) => a - b);
    const keptRuns = kept(runs);
    const hashes = [...keptRuns, ...kept(words)].map(([hash]) => hash);
    const idf = new Float64Array(hashes.length).fill(1);
    for (const [place, [, count]] of keptRuns.entries())
      idf[place] = Math.log((1 + names.length) / (1 + count)) + 1;
    return new NameGrams(Uint32Array.from(hashes), idf, keptRuns.length);
  }

  /** A name as a sparse row: its runs by tf-idf (1 + ln tf, length 1), then its words by 0.3 each. */
  row(label: string, words: readonly string[]): SparseRow {
    const columns: number[] = [];
    const values: number[] = [];
    this.count(runHashes(label), columns, values);
    const runs = columns.length;
    let squared = 0;
    for (let at = 0; at < runs; at += 1) {
      const count = values[at] as number;
      const weight = this.idf[columns[at] as number] as number;
      const value = count === 1 ? weight : (1 + Math.log(count)) * weight;
      values[at] = value;
      squared += value * value;
    }
    const norm = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    for (let at = 0; at < runs; at += 1) values[at] = (values[at] as number) * norm;
    this.count(wordHashes(words), columns, values);
    for (let at = runs; at < values.length; at += 1)
      values[at] = (values[at] as number) * WORD_WEIGHT;
    return { columns, values };
  }

  /** Appends the places of known hashes, each once, and how often they occur. A name has few: a search is a scan. */
  private count(hashes: readonly number[], columns: number[], counts: number[]): void {
    const from = columns.length;
    for (const hash of hashes) {
      const place = this.index.find(hash);
      if (place < 0) continue;
      const seen = columns.indexOf(place, from);
      if (seen < 0) {
        columns.push(place);
        counts.push(1);
      } else counts[seen] = (counts[seen] as number) + 1;
    }
  }
}
