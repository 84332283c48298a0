import { knownBaseline } from "./currency-facts.js";

/** What a suffix's names are priced in, and the price of one of which nothing is known. */
export interface Quote {
  readonly currency: string;
  /** A decimal amount above zero, in `currency`. */
  readonly baseline: string;
}

/** Currencies by suffix, and the one of all others. */
export interface Currencies {
  readonly base: string;
  readonly bySuffix: ReadonlyMap<string, string>;
  /** Baselines of currencies that are not known here, or are to be others than those that are. */
  readonly baselines?: ReadonlyMap<string, string>;
}

/** A currency has no baseline: an amount of another one would be off by orders of magnitude. */
export class UnknownBaselineError extends Error {
  override readonly name = "UnknownBaselineError";
}

/** @throws UnknownBaselineError when one of these currencies has no baseline */
export const checkBaselines = ({ base, bySuffix, baselines }: Currencies): void => {
  const missing = [...new Set([base, ...bySuffix.values()])].filter(
    (currency) => (baselines?.get(currency) ?? knownBaseline(currency)) === undefined,
  );
  if (missing.length === 0) return;
  throw new UnknownBaselineError(
    `It is not known what a name of which nothing is known is worth in ${missing.join(", ")}. Set BASELINES to about what a year's registration costs, such as ${missing.map((currency) => `${currency}:AMOUNT`).join(",")}.`,
  );
};

/**
 * The quote of a suffix: in its own currency where it has one, else in the platform's base currency.
 * @throws UnknownBaselineError for currencies that `checkBaselines` rejects
 */
export const quoteOf = (suffix: string, currencies: Currencies): Quote => {
  const currency = currencies.bySuffix.get(suffix) ?? currencies.base;
  const baseline = currencies.baselines?.get(currency) ?? knownBaseline(currency);
  if (baseline === undefined) throw new UnknownBaselineError(`${currency} has no baseline.`);
  return { currency, baseline };
};
