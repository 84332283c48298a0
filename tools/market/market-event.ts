/** One line of `POST /api/v1/market/events`. Prices are decimal strings in the currency of the domain's suffix. */
export type MarketEvent = { readonly id: string; readonly at: string } & (
  | {
      readonly type: "trade";
      readonly domain: string;
      readonly price: string;
      readonly buyer: string;
      readonly seller: string;
    }
  | {
      readonly type: "listing_created";
      readonly listing_id: string;
      readonly domain: string;
      readonly price: string;
      readonly seller: string;
    }
  | {
      readonly type: "offer_created";
      readonly offer_id: string;
      readonly domain: string;
      readonly price: string;
      readonly buyer: string;
    }
  | { readonly type: "listing_changed"; readonly listing_id: string; readonly price: string }
  | { readonly type: "offer_changed"; readonly offer_id: string; readonly price: string }
  | { readonly type: "listing_filled" | "listing_cancelled"; readonly listing_id: string }
  | { readonly type: "offer_accepted" | "offer_cancelled"; readonly offer_id: string }
);
