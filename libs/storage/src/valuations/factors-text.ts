import type { ValuationResult } from "#contracts";

const texts = new WeakMap<ValuationResult["factors"], string>();

/** The factors of a result as JSON. Made once: the bytes that are stored are those that the caller is answered with. */
export const factorsText = (factors: ValuationResult["factors"]): string => {
  const known = texts.get(factors);
  if (known !== undefined) return known;
  const text = JSON.stringify(factors);
  texts.set(factors, text);
  return text;
};
