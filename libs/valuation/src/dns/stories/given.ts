import type { VenueKind } from "#contracts";

import {
  valueByEnsemble,
  type EnsembleInputs,
  type EnsembleValuation,
} from "../../blend/value-by-ensemble.js";
import { NOW } from "../../market/stories/given.js";
import { valueByMarket } from "../../market/value-by-market.js";
import { Lexicon } from "../../model/lexicon.js";
import { DnsFacts, type DnsTexts } from "../dns-facts.js";
import { DnsPriors, pricePrior, type DnsPrior } from "../dns-prior.js";
import { SuffixLevels, type LevelSale } from "../suffix-levels.js";

const COLUMNS = ["web", "phrase", "speech", "tier", "senses", "tagged", "password", "de"];

/** Words by their scores: a web, b phrase, c speech, d tier, g password, h German. */
const WORDS = [
  "a\ta220c220d240",
  "boulevard\ta90",
  "cloud\ta130c120d180",
  "cloudhost\tb40",
  "google\ta138c60d30g117",
  "host\ta108c110d180",
  "muller\ta81h60",
  "sex\ta150c150d180",
  "versicherung\th120",
  "voice\ta134c170d210g30",
];

/** Facts small enough to be seen through. */
export const texts = (given: Partial<DnsTexts> = {}): DnsTexts => ({
  sites: "# 3\ngoogle\n# 2\nspotify\n# 1\nvoice\n",
  brands: "google\nspotify\n",
  suffixes: [
    "suffix,kind,register_usd,renew_usd,level,top_discount,sales,basis,languages",
    "ai,country,74.9,74.9,2.5,0.3,306,measured,",
    "co.uk,country,4.68,6.29,0.5,0.5,0,assumed,",
    "com,legacy,10.88,10.88,1,0,7764,measured,",
    "de,country,4.11,4.11,0.676,0.25,26,shrunk,de",
    "net,legacy,12.52,12.52,1,0.5,312,measured,",
    "",
  ].join("\n"),
  adultWords: "sex\n",
  famousSales:
    "domain,usd,date,venue_kind,source\nvoice.com,30000000,2019-06-18,private,https://example.org/voice\n",
  shortNames: "shape,usd,basis\nLLL,25000,chosen\nLLLL,250,chosen\nNNN,25000,chosen\n",
  ...given,
});

const lexicon = Lexicon.parse(
  new TextEncoder().encode(`${COLUMNS.join(" ")}\n${WORDS.join("\n")}\n`),
);
export const facts = DnsFacts.parse(texts());
const priors = new DnsPriors(lexicon, facts);

const partsOf = (name: string): [label: string, suffix: string] => {
  const dot = name.indexOf(".");
  return [name.slice(0, dot), name.slice(dot + 1)];
};

export const priorOf = (name: string, ethModel?: number): DnsPrior =>
  priors.of(...partsOf(name), ethModel);

/** What the prior alone says a name is worth, in USD. */
export const usd = (name: string): number => 10 ** pricePrior(priorOf(name)).log10Price;

/** Sales of a suffix that went for so many times what the prior says of their names, give or take a factor of two. */
export const salesOf = (
  suffix: string,
  count: number,
  times: number,
  venueKind?: VenueKind,
): LevelSale[] =>
  Array.from({ length: count }, (_, index) => {
    const log10Prior = 1.5 + 2 * ((index * 0.618) % 1);
    const spread = 0.3 * Math.sin(index * 2.399);
    return { suffix, venueKind, log10Prior, log10Price: log10Prior + Math.log10(times) + spread };
  });

/** Values a name at noon; inputs that are not given are unknown. */
export const value = (
  name: string,
  given: Partial<EnsembleInputs> & { readonly sales?: readonly LevelSale[] } = {},
): EnsembleValuation => {
  const [, suffix] = partsOf(name);
  const quote = { currency: "USD", baseline: "10.00" };
  const prior = priorOf(name);
  const { sales = [], ...inputs } = given;
  return valueByEnsemble({
    state: undefined,
    market: valueByMarket(inputs.state, quote, NOW),
    suffix,
    known: {
      by: "prior",
      prior,
      level: new SuffixLevels(sales).of(suffix, prior.suffix.basis),
      version: "dns-1/0123abcd",
      nearest: [],
      publicSale: facts.famousSales.get(name),
    },
    oracle: undefined,
    quote,
    asOfMs: NOW,
    ...inputs,
  });
};
