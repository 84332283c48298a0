/** Injects the currency of each suffix. */
export const CURRENCIES = Symbol("currencies");
