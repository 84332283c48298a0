import type { Schema } from "#client";

/** One line of the table: as much of a result as is shown, so that 100,000 of them fit in memory. */
export interface Row {
  /** Place in the batch, from 0. */
  readonly index: number;
  /** What was asked, as it is shown. */
  readonly input: string;
  /** The name as the server knows it; undefined where it could not be valued. */
  readonly domain: string | undefined;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly text: { readonly value: string; readonly low: string; readonly high: string };
  readonly currency: string;
  readonly retail: { readonly text: string; readonly value: number } | undefined;
  readonly confidence: number;
  readonly source: string;
  readonly error: { readonly code: string; readonly detail: string } | undefined;
}

type Item = Schema<"ValuationResult"> | Schema<"ItemError">;

/** A result, or what was wrong with a name, as a line of the table. */
export const rowOf = (item: Item, index: number): Row => {
  if ("error" in item)
    return {
      index,
      input: typeof item.input === "string" ? item.input : JSON.stringify(item.input),
      domain: undefined,
      value: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      text: { value: "", low: "", high: "" },
      currency: "",
      retail: undefined,
      confidence: Number.NaN,
      source: "",
      error: item.error,
    };
  return {
    index,
    input: item.input ?? item.domain,
    domain: item.domain,
    value: Number(item.value),
    low: Number(item.low),
    high: Number(item.high),
    text: { value: item.value, low: item.low, high: item.high },
    currency: item.currency,
    retail: item.retail && { text: item.retail.value, value: Number(item.retail.value) },
    confidence: item.confidence,
    source: item.chosen_source,
    error: undefined,
  };
};
