import type { MarketEvent } from "#contracts";

/** A market event whose currency is known, with who sent it, and in which trace; `domain` is normalised. */
export type PricedMarketEvent = (MarketEvent extends infer Event
  ? Event extends { domain: string }
    ? Omit<Event, "currency"> & { readonly currency: string }
    : Event
  : never) & {
  /** The name of the key that sent it: its ids are that key's own. Absent where there are no keys. */
  readonly owner?: string | undefined;
  readonly traceparent?: string | undefined;
  /** An expiry that the platform itself reports. */
  readonly isOurs?: boolean | undefined;
};
export type TradeEvent = Extract<PricedMarketEvent, { type: "trade" }>;
export type OrderEvent = Exclude<PricedMarketEvent, { type: "trade" }>;
