import { binFeatures, type Bins } from "./bins.js";
import type { Random } from "./seeded-random.js";
import type { Trees } from "./trees.js";

/** How trees are grown; each tree sees a share of the rows and of the features, drawn anew. */
export interface BoostingOptions {
  readonly trees: number;
  readonly learningRate: number;
  readonly leaves: number;
  readonly leastRows: number;
  readonly penalty: number;
  readonly featureShare: number;
  readonly rowShare: number;
}

/** Names differ more than their features show: small trees, slowly, each on a part of what there is. */
export const BOOSTING: BoostingOptions = {
  trees: 350,
  learningRate: 0.03,
  leaves: 15,
  leastRows: 30,
  penalty: 5,
  featureShare: 0.3,
  rowShare: 0.6,
};

/** A leaf while its tree grows: its rows, what they add up to, and the best way to split them. */
interface Leaf {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly sums: Float64Array;
  readonly counts: Int32Array;
  split: Split | undefined;
  parent: number;
  isLeft: boolean;
}
interface Split {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
}

/**
 * Gradient boosting for squared error over histograms of binned features, leaf by leaf, best first (Friedman 2001;
 * Ke et al. 2017). Deterministic for a stream of random numbers.
 * @param columns one array of numbers for each feature
 * @param rows which rows to learn from
 */
export const fitTrees = (
  columns: readonly Float64Array[],
  targets: Float64Array,
  rows: Int32Array,
  random: Random,
  options: BoostingOptions = BOOSTING,
): Trees => {
  const bins = binFeatures(columns, rows);
  let base = 0;
  for (const row of rows) base += (targets[row] as number) / rows.length;
  const residuals = new Float64Array(targets.length);
  for (const row of rows) residuals[row] = (targets[row] as number) - base;

  const grown = new GrownTrees();
  for (let tree = 0; tree < options.trees; tree += 1) {
    const sampled = sample(rows, options.rowShare, random);
    const tested = sample(
      Int32Array.from(columns, (_, feature) => feature),
      options.featureShare,
      random,
    );
    growTree(grown, bins, residuals, sampled, tested, options);
    for (const row of rows)
      residuals[row] = (residuals[row] as number) - grown.predictLast(bins, row);
  }
  return grown.toTrees(base);
};

const sample = (from: Int32Array, share: number, random: Random): Int32Array => {
  const wanted = Math.max(1, Math.round(from.length * share));
  const chosen = new Int32Array(wanted);
  let count = 0;
  // Selection sampling (Knuth, Algorithm S): one pass, in order, exactly as many as wanted.
  for (let at = 0; at < from.length && count < wanted; at += 1) {
    if (random() * (from.length - at) < wanted - count) {
      chosen[count] = from[at] as number;
      count += 1;
    }
  }
  return chosen;
};

const growTree = (
  grown: GrownTrees,
  bins: Bins,
  residuals: Float64Array,
  rows: Int32Array,
  tested: Int32Array,
  options: BoostingOptions,
): void => {
  const gathered = new Float64Array(rows.length);
  const histogram = (from: number, to: number): Pick<Leaf, "sum" | "sums" | "counts"> => {
    const sums = new Float64Array(tested.length * bins.most);
    const counts = new Int32Array(tested.length * bins.most);
    let sum = 0;
    for (let at = from; at < to; at += 1) {
      const residual = residuals[rows[at] as number] as number;
      gathered[at] = residual;
      sum += residual;
    }
    for (let t = 0; t < tested.length; t += 1) {
      const column = bins.columns[tested[t] as number] as Uint8Array;
      const offset = t * bins.most;
      for (let at = from; at < to; at += 1) {
        const slot = offset + (column[rows[at] as number] as number);
        sums[slot] = (sums[slot] as number) + (gathered[at] as number);
        counts[slot] = (counts[slot] as number) + 1;
      }
    }
    return { sum, sums, counts };
  };
  const less = (whole: Leaf, part: Pick<Leaf, "sum" | "sums" | "counts">) => {
    const sums = whole.sums;
    const counts = whole.counts;
    for (let i = 0; i < sums.length; i += 1) {
      sums[i] = (sums[i] as number) - (part.sums[i] as number);
      counts[i] = (counts[i] as number) - (part.counts[i] as number);
    }
    return { sum: whole.sum - part.sum, sums, counts };
  };

  const leaves: Leaf[] = [
    {
      from: 0,
      to: rows.length,
      ...histogram(0, rows.length),
      split: undefined,
      parent: -1,
      isLeft: false,
    },
  ];
  (leaves[0] as Leaf).split = bestSplit(leaves[0] as Leaf, bins, tested, options);
  const spare = new Int32Array(rows.length);
  while (leaves.length < options.leaves) {
    const leaf = leaves.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
    const { split } = leaf;
    if (split === undefined) break;
    const middle = partition(
      rows,
      leaf,
      bins.columns[split.feature] as Uint8Array,
      split.bin,
      spare,
    );
    const node = grown.addNode(
      split.feature,
      bins.edges[split.feature]?.[split.bin] as number,
      split.bin,
      leaf.parent,
      leaf.isLeft,
    );
    const isLeftSmaller = middle - leaf.from < leaf.to - middle;
    const small = isLeftSmaller ? histogram(leaf.from, middle) : histogram(middle, leaf.to);
    const large = less(leaf, small);
    const children: Leaf[] = [
      {
        from: leaf.from,
        to: middle,
        ...(isLeftSmaller ? small : large),
        split: undefined,
        parent: node,
        isLeft: true,
      },
      {
        from: middle,
        to: leaf.to,
        ...(isLeftSmaller ? large : small),
        split: undefined,
        parent: node,
        isLeft: false,
      },
    ];
    for (const child of children) child.split = bestSplit(child, bins, tested, options);
    leaves.splice(leaves.indexOf(leaf), 1, ...children);
  }
  for (const leaf of leaves)
    grown.addLeaf(
      (options.learningRate * leaf.sum) / (leaf.to - leaf.from + options.penalty),
      leaf.parent,
      leaf.isLeft,
    );
};

const bestSplit = (
  leaf: Leaf,
  bins: Bins,
  tested: Int32Array,
  { leastRows, penalty }: BoostingOptions,
): Split | undefined => {
  const rows = leaf.to - leaf.from;
  if (rows < 2 * leastRows) return undefined;
  const whole = leaf.sum ** 2 / (rows + penalty);
  let best: Split | undefined;
  for (let t = 0; t < tested.length; t += 1) {
    const feature = tested[t] as number;
    const last = (bins.edges[feature] as Float64Array).length;
    let sum = 0;
    let count = 0;
    for (let bin = 0; bin < last; bin += 1) {
      sum += leaf.sums[t * bins.most + bin] as number;
      count += leaf.counts[t * bins.most + bin] as number;
      if (count < leastRows) continue;
      if (rows - count < leastRows) break;
      const gain =
        sum ** 2 / (count + penalty) + (leaf.sum - sum) ** 2 / (rows - count + penalty) - whole;
      if (gain > (best?.gain ?? 1e-9)) best = { gain, feature, bin };
    }
  }
  return best;
};

/** Puts the leaf's rows that go left before those that go right, each in their order. */
const partition = (
  rows: Int32Array,
  { from, to }: Leaf,
  column: Uint8Array,
  bin: number,
  spare: Int32Array,
): number => {
  let left = from;
  let right = 0;
  for (let at = from; at < to; at += 1) {
    const row = rows[at] as number;
    if ((column[row] as number) <= bin) {
      rows[left] = row;
      left += 1;
    } else {
      spare[right] = row;
      right += 1;
    }
  }
  rows.set(spare.subarray(0, right), left);
  return left;
};

/** Trees while they are grown. */
class GrownTrees {
  private readonly roots: number[] = [];
  private readonly features: number[] = [];
  private readonly thresholds: number[] = [];
  private readonly bins: number[] = [];
  private readonly lefts: number[] = [];
  private readonly rights: number[] = [];
  private readonly leaves: number[] = [];

  addNode(
    feature: number,
    threshold: number,
    bin: number,
    parent: number,
    isLeft: boolean,
  ): number {
    const node = this.features.length;
    this.features.push(feature);
    this.thresholds.push(threshold);
    this.bins.push(bin);
    this.lefts.push(0);
    this.rights.push(0);
    this.link(node, parent, isLeft);
    return node;
  }

  addLeaf(value: number, parent: number, isLeft: boolean): void {
    this.leaves.push(value);
    this.link(~(this.leaves.length - 1), parent, isLeft);
  }

  /** What the newest tree says of a row, by its bins. */
  predictLast(bins: Bins, row: number): number {
    let node = this.roots.at(-1) as number;
    while (node >= 0) {
      const column = bins.columns[this.features[node] as number] as Uint8Array;
      node = (
        (column[row] as number) <= (this.bins[node] as number)
          ? this.lefts[node]
          : this.rights[node]
      ) as number;
    }
    return this.leaves[~node] as number;
  }

  toTrees(base: number): Trees {
    return {
      base,
      roots: Int32Array.from(this.roots),
      features: Uint16Array.from(this.features),
      thresholds: Float64Array.from(this.thresholds),
      lefts: Int32Array.from(this.lefts),
      rights: Int32Array.from(this.rights),
      leaves: Float64Array.from(this.leaves),
    };
  }

  private link(child: number, parent: number, isLeft: boolean): void {
    if (parent < 0) this.roots.push(child);
    else if (isLeft) this.lefts[parent] = child;
    else this.rights[parent] = child;
  }
}
