/**
 * Regression trees as flat arrays. A node sends a name left where its feature is at most the threshold, else right;
 * a child below zero is the leaf ~child.
 */
export interface Trees {
  readonly base: number;
  readonly roots: Int32Array;
  readonly features: Uint16Array;
  readonly thresholds: Float64Array;
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  readonly leaves: Float64Array;
}

/** The sum of what the trees say of features[offset, …), and their base. */
export const predictTrees = (trees: Trees, features: Float64Array, offset = 0): number => {
  const { roots, features: tested, thresholds, lefts, rights, leaves } = trees;
  let sum = trees.base;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let node = roots[tree] as number;
    while (node >= 0)
      node =
        (features[offset + (tested[node] as number)] as number) <= (thresholds[node] as number)
          ? (lefts[node] as number)
          : (rights[node] as number);
    sum += leaves[~node] as number;
  }
  return sum;
};
