import { LRUCache } from "lru-cache";

/** A name with a known sale, as comparables are looked for among them. */
export interface SoldDomain {
  readonly domain: string;
  readonly suffix: string;
  readonly words: readonly string[];
  /** The prior's score of its label. */
  readonly score: number;
  readonly price: string;
}

export interface ComparableSale {
  readonly domain: string;
  readonly price: string;
  readonly similarity: number;
}

/** Sold names that are looked at closely for one answer: those that share a word, and those of like demand. */
const MAX_SHARING = 40;
const MAX_LIKE = 12;
const MAX_SHOWN = 5;
/** Names whose answers are kept; one takes half a kilobyte. */
const MAX_KEPT = 20_000;
/** What each likeness counts for; together 1. */
const LIKENESS = { words: 0.4, suffix: 0.3, kind: 0.2, score: 0.1 } as const;

/** What sort of label it is; two of one sort compare better. */
const kindOf = (words: readonly string[]): string => {
  const label = words.join("");
  if (/^[0-9]+$/.test(label)) return "number";
  if (label.length <= 4) return `${label.length} characters`;
  return words.length > 2 ? "many words" : `${words.length} words`;
};

/** Names with a known sale, by word and by suffix and kind: those of the same suffix and kind come first. */
export class SoldNames {
  private readonly byWord = new Map<string, SoldDomain[]>();
  private readonly kept = new LRUCache<string, readonly ComparableSale[]>({ max: MAX_KEPT });
  /** By suffix and kind, the least wanted first. */
  private readonly alike = new Map<string, SoldDomain[]>();

  constructor(sold: readonly SoldDomain[] = []) {
    for (const name of sold) {
      for (const word of new Set(name.words)) put(this.byWord, word, name);
      put(this.alike, `${kindOf(name.words)} ${name.suffix}`, name);
    }
    for (const names of this.alike.values()) names.sort((a, b) => a.score - b.score);
  }

  /** The most similar sold names but the name itself, five at the most; kept, as a name is valued more than once. */
  nearest(name: Omit<SoldDomain, "price">): readonly ComparableSale[] {
    const known = this.kept.get(name.domain);
    if (known !== undefined) return known;
    const found = this.find(name);
    this.kept.set(name.domain, found);
    return found;
  }

  private find(name: Omit<SoldDomain, "price">): ComparableSale[] {
    const kind = kindOf(name.words);
    const candidates = new Set<SoldDomain>();
    for (const word of name.words)
      for (const sold of (this.byWord.get(word) ?? []).slice(0, MAX_SHARING)) candidates.add(sold);
    const like = this.alike.get(`${kind} ${name.suffix}`) ?? [];
    const at = placeOf(like, name.score);
    for (const sold of like.slice(Math.max(0, at - MAX_LIKE / 2), at + MAX_LIKE / 2))
      candidates.add(sold);
    return [...candidates]
      .filter(({ domain }) => domain !== name.domain)
      .map(({ domain, price, words, suffix, score }) => ({
        domain,
        price,
        similarity: Number(
          (
            LIKENESS.words * shareOf(words, name.words) +
            (suffix === name.suffix ? LIKENESS.suffix : 0) +
            (kindOf(words) === kind ? LIKENESS.kind : 0) +
            LIKENESS.score * Math.exp(-Math.abs(score - name.score))
          ).toFixed(4),
        ),
      }))
      .toSorted((a, b) => b.similarity - a.similarity || (a.domain < b.domain ? -1 : 1))
      .slice(0, MAX_SHOWN);
  }
}

const put = <T>(into: Map<string, T[]>, key: string, one: T): void => {
  const known = into.get(key);
  if (known === undefined) into.set(key, [one]);
  else known.push(one);
};

/** Where a score stands among names that rise by it. */
const placeOf = (names: readonly SoldDomain[], score: number): number => {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] as SoldDomain).score < score) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The share of words that two names have in common (Jaccard). */
const shareOf = (a: readonly string[], b: readonly string[]): number => {
  const set = new Set(a);
  const shared = b.filter((word) => set.has(word)).length;
  return shared / (a.length + b.length - shared);
};
