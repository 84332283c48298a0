import type { NameFlag } from "#contracts";

import type { Demand } from "./demand-score.js";
import type { DnsFacts } from "./dns-facts.js";
import type { ReadLabel } from "./read-label.js";

/** What a buyer must know of a name beside its price. */
export const flagsOf = (
  label: string,
  read: ReadLabel,
  demand: Demand,
  facts: DnsFacts,
): NameFlag[] => {
  const flags: NameFlag[] = [];
  if (facts.isBrand(read.plain))
    flags.push({
      flag: "brand",
      note: "A brand has this name: the name's value is not the business's, and using it may infringe a trademark.",
    });
  if (facts.isAdult(read.words))
    flags.push({
      flag: "adult",
      note: "Has an adult word: many marketplaces and buyers reject it.",
    });
  // A word, a site or a brand of its own is no slip.
  const isOwnName = demand.siteClass > 0 || facts.isBrand(read.plain) || isWord(demand);
  const famous = isOwnName ? undefined : facts.typoOf(label);
  if (famous !== undefined)
    flags.push({
      flag: "typo",
      note: `One slip away from ${famous}: registering it may infringe a trademark.`,
    });
  return flags;
};

const isWord = ({ terms }: Demand): boolean => terms.some(({ term }) => term === "dictionary");
