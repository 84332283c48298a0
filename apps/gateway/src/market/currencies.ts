/** Injects what each suffix is priced in. */
export const CURRENCIES = Symbol("currencies");
