import type { NameGrams } from "./name-grams.js";
import type { SparseRow } from "./sparse.js";

/** Nearest sold names whose prices are averaged. */
const NEIGHBOURS = 40;
/** The mean of all counts as much as one name of similarity 1. */
const PRIOR = 1;
/** How much more a shared word counts here than in the ridge. */
const WORD_FACTOR = 4 / 3;

export const COMPARABLE_FEATURES = [
  "comparables.estimate",
  "comparables.nearest",
  "comparables.weight",
  "comparables.highest",
];

/** A sold name that is like the one asked for; similarity is a cosine, 0 to 1. */
export interface Comparable {
  readonly label: string;
  readonly log10Price: number;
  readonly similarity: number;
}

/** A sold name by its place among them, and its similarity. */
export interface Neighbour {
  readonly name: number;
  readonly similarity: number;
}

/** A sold name and the words it consists of. */
export interface SoldName {
  readonly label: string;
  readonly words: readonly string[];
}

/**
 * Sold names by what they share with another name: an inverted index from runs of characters and words to the names
 * that have them, so that only those are looked at.
 */
export class Comparables {
  private readonly starts: Int32Array;
  private readonly names: Int32Array;
  private readonly weights: Float32Array;
  private readonly similarities: Float32Array;
  private readonly touched: Int32Array;

  constructor(
    private readonly grams: NameGrams,
    private readonly sold: readonly SoldName[],
    private readonly log10Prices: Float64Array,
    private readonly mean: number,
  ) {
    const rows = sold.map(({ label, words }) => grams.row(label, words));
    const width = grams.hashes.length;
    const starts = new Int32Array(width + 1);
    for (const { columns } of rows)
      for (let at = 0; at < columns.length; at += 1) {
        const next = (columns[at] as number) + 1;
        starts[next] = (starts[next] as number) + 1;
      }
    for (let column = 0; column < width; column += 1)
      starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
    this.starts = starts;
    const free = starts.slice();
    this.names = new Int32Array(starts[width] as number);
    this.weights = new Float32Array(this.names.length);
    for (let name = 0; name < rows.length; name += 1) {
      const { columns, values } = this.normalised(rows[name] as SparseRow);
      for (let at = 0; at < columns.length; at += 1) {
        const column = columns[at] as number;
        const slot = free[column] as number;
        this.names[slot] = name;
        this.weights[slot] = values[at] as number;
        free[column] = slot + 1;
      }
    }
    this.similarities = new Float32Array(sold.length);
    this.touched = new Int32Array(sold.length);
  }

  /**
   * The nearest sold names, nearest first, at most 40.
   * @param gramsRow the name as `NameGrams.row` gives it
   * @param isLeftOut names that must not be looked at, by their place among the sold
   */
  nearest(gramsRow: SparseRow, isLeftOut: (name: number) => boolean = () => false): Neighbour[] {
    const { similarities, touched, names, weights } = this;
    let count = 0;
    const row = this.normalised(gramsRow);
    for (let at = 0; at < row.columns.length; at += 1) {
      const column = row.columns[at] as number;
      const value = row.values[at] as number;
      const end = this.starts[column + 1] as number;
      for (let slot = this.starts[column] as number; slot < end; slot += 1) {
        const name = names[slot] as number;
        const before = similarities[name] as number;
        if (before === 0) {
          touched[count] = name;
          count += 1;
        }
        similarities[name] = before + value * (weights[slot] as number);
      }
    }
    const found = new NearestList(NEIGHBOURS);
    for (let at = 0; at < count; at += 1) {
      const name = touched[at] as number;
      const similarity = similarities[name] as number;
      similarities[name] = 0;
      if (similarity > found.least && !isLeftOut(name)) found.add(name, similarity);
    }
    return found.list;
  }

  /**
   * Writes what the nearest say: their mean by squared similarity, drawn to the mean of all; the nearest's
   * similarity; how much they weigh together; the highest price among them.
   * @returns log10 of the price that they make together
   */
  describe(nearest: readonly Neighbour[], into: Float64Array, offset: number): number {
    let sum = PRIOR * this.mean;
    let weight = 0;
    let highest = -2;
    for (const { name, similarity } of nearest) {
      const price = this.log10Prices[name] as number;
      weight += similarity ** 2;
      sum += similarity ** 2 * price;
      highest = Math.max(highest, price);
    }
    const estimate = sum / (weight + PRIOR);
    into[offset] = estimate;
    into[offset + 1] = nearest[0]?.similarity ?? 0;
    into[offset + 2] = weight;
    into[offset + 3] = highest;
    return estimate;
  }

  /** Whether the name at this place is this label itself. */
  is(name: number, label: string): boolean {
    return this.sold[name]?.label === label;
  }

  /** A sold name by its place. */
  at(name: number, similarity: number): Comparable {
    return {
      label: this.sold[name]?.label ?? "",
      log10Price: this.log10Prices[name] as number,
      similarity: Number(Math.min(1, similarity).toFixed(4)),
    };
  }

  /** The row with length 1, so that a product of two is a cosine. */
  private normalised({ columns, values }: SparseRow): SparseRow {
    const weighted: number[] = [];
    let squared = 0;
    for (let at = 0; at < values.length; at += 1) {
      const isRun = (columns[at] as number) < this.grams.runs;
      const value = (values[at] as number) * (isRun ? 1 : WORD_FACTOR);
      weighted.push(value);
      squared += value * value;
    }
    const norm = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    for (let at = 0; at < weighted.length; at += 1) weighted[at] = (weighted[at] as number) * norm;
    return { columns, values: weighted };
  }
}

/** The few nearest of many, in order. Equal ones: the earlier name first, so that the order is always the same. */
class NearestList {
  readonly list: Neighbour[] = [];
  least = 0;

  constructor(private readonly most: number) {}

  add(name: number, similarity: number): void {
    const { list } = this;
    let at = list.length;
    while (at > 0 && isNearer(similarity, name, list[at - 1] as Neighbour)) at -= 1;
    list.splice(at, 0, { name, similarity });
    if (list.length > this.most) list.pop();
    // Equal to the last may still come before it, by name.
    if (list.length === this.most) this.least = (list.at(-1)?.similarity ?? 0) * (1 - 1e-9);
  }
}

const isNearer = (similarity: number, name: number, than: Neighbour): boolean =>
  similarity > than.similarity || (similarity === than.similarity && name < than.name);
