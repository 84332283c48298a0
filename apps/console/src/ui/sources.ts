/** What each source of a value is, in a few words, and why it may have nothing to say. */
const SOURCES: Readonly<Record<string, { label: string; absent: string }>> = {
  vwap: { label: "Recent trades", absent: "no trade within the window" },
  order_book_mid: { label: "Order book", absent: "no bid and ask that face each other" },
  floor: { label: "Floor", absent: "no active listing" },
  anchor: { label: "Anchor", absent: "no earlier value and no base" },
  sales_median: { label: "Past sales", absent: "no sale of this name" },
  comparables: { label: "Comparable names", absent: "no similar name with a sale" },
  regression: { label: "Model of the label", absent: "no model for it" },
  prior: { label: "Public knowledge", absent: "nothing public is known of it" },
  public_sale: { label: "Public sale", absent: "no sale that was reported" },
  oracle: { label: "Outside price", absent: "no outside price" },
  override: { label: "Override", absent: "not set" },
  dispute_hold: { label: "Held by a dispute", absent: "no dispute with its quorum" },
};

/** A source as people read it. */
export const sourceLabel = (source: string): string => SOURCES[source]?.label ?? source;
/** Why a source was passed over. */
export const sourceAbsent = (source: string): string =>
  SOURCES[source]?.absent ?? "had nothing to say";
