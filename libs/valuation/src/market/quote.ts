/** What a suffix's names are priced in, and the price of one of which nothing is known. */
export interface Quote {
  readonly currency: string;
  /** A decimal amount above zero, in `currency`. */
  readonly baseline: string;
}

/** The least that was bid in the ENS auctions of 2017–2019, and what a third of the names went for. */
const ETH_QUOTE: Quote = { currency: "ETH", baseline: "0.01" };

/** About what a year's registration costs: what a name is worth whose only merit is that it is free to take. */
const REGISTRATION_COST = "10.00";

/** The quote of a suffix: `.eth` in ETH, all others in the platform's base currency. */
export const quoteOf = (suffix: string, baseCurrency: string): Quote =>
  suffix === "eth" ? ETH_QUOTE : { currency: baseCurrency, baseline: REGISTRATION_COST };
