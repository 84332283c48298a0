/** What a suffix's names are priced in, and the price of one of which nothing is known. */
export interface Quote {
  readonly currency: string;
  /** A decimal amount above zero, in `currency`. */
  readonly baseline: string;
}

/** The least that was bid in the ENS auctions of 2017–2019, and what a third of the names went for. */
const BASELINES: Readonly<Record<string, string>> = { ETH: "0.01" };

/** About what a year's registration costs: what a name is worth whose only merit is that it is free to take. */
const REGISTRATION_COST = "10.00";

/** Currencies by suffix, and the one of all others. */
export interface Currencies {
  readonly base: string;
  readonly bySuffix: ReadonlyMap<string, string>;
}

/** The quote of a suffix: in its own currency where it has one, else in the platform's base currency. */
export const quoteOf = (suffix: string, { base, bySuffix }: Currencies): Quote => {
  const currency = bySuffix.get(suffix) ?? base;
  return { currency, baseline: BASELINES[currency] ?? REGISTRATION_COST };
};
