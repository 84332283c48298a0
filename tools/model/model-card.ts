import { MEMBERS, type LearnedModel, type ModelOrigin } from "#valuation";

/** What a user of a model should know of it, in Markdown. The same training gives the same text. */
export const modelCard = ({
  learned,
  origin,
  tables,
  bytes,
}: {
  learned: LearnedModel;
  origin: ModelOrigin;
  tables: string;
  bytes: number;
}): string => `# Model card

What a name under .${origin.suffix} sells for, in ${origin.currency}, by its label alone.

- Learned from ${origin.sales} sales (SHA-256 of names and prices ${origin.salesSha256}) with seed ${origin.seed} and the
  lexicon ${origin.lexiconSha256.slice(0, 16)}…; ${bytes} bytes. The same three give the same bytes.
- Members and their learned weights: ${MEMBERS.map((member, at) => `${member.replace("_", " ")} ${(learned.stack.weights[at] ?? 0).toFixed(3)}`).join(", ")}; a boosted
  correction for what their sum leaves over.
- Intervals hold 80 % of prices, by split conformal prediction in ${learned.calibration.estimates.length} groups of like estimates.

## How well it does

Each sale was judged by members that had not seen it (five folds by a hash of the name).

${tables}

Width is high ÷ low. Pairs 10×: how often the more expensive of two names is ranked higher, if their prices differ tenfold or more. Top
10 %: the share of the tenth that is estimated highest that is in the dearest tenth.

## What it does not know

- Anything but the label: no traffic, no trademark, no date. Most of what makes a price is not in the name: an R² of
  0.2 means that four fifths of the variance of log price are left.
- Lengths that are not among its sales, and other suffixes: their price level is learned from the platform's own sales.
- Today. The sales are as old as they are; the market's own trades, where there are any, outweigh it.
`;
