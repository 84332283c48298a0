import { z } from "zod";

import { DomainText } from "./domain-text.js";
import { compareUtc, Instant, utcOf } from "./instant.js";
import { MAX_RECENT_SALES } from "./market.js";
import { Currency, DecimalString, PriceString } from "./money.js";
import { VenueKind } from "./outlook.js";
import { printable } from "./printable.js";

/** Maximum events of a JSON array; NDJSON is unlimited. */
export const MAX_MARKET_EVENTS = 10_000;
/** Events that one transaction stores. */
export const MARKET_GROUP = 500;
/** Maximum characters of an NDJSON line. */
export const MAX_MARKET_LINE = 16_384;
/** Maximum errors listed in a receipt; there may be more. */
export const MAX_MARKET_ERRORS = 100;
/** The first name was registered in March 1985: there is no earlier sale. */
const EARLIEST_MARKET_TIME = Date.parse("1985-01-01T00:00:00.000Z");
/** How far a sender's clock may be ahead, in milliseconds. */
export const MAX_AHEAD_MS = 5 * 60_000;

/** Maximum characters of an id or an account. */
const MAX_ID = 200;
const id = printable("id", MAX_ID).meta({
  description:
    "The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key.",
  examples: ["venue-4711"],
});
const orderId = printable("the order's id", MAX_ID).meta({ examples: ["L-17"] });
const account = printable("an account", MAX_ID);
const domain = DomainText.meta({
  format: "idn-hostname",
  description: "The name in any spelling; responses have it in ASCII, lower case, IDNA-normalised.",
  examples: ["alpha.one"],
});
const currency = Currency.optional().meta({
  description: "Default: the currency of the domain's suffix. Any other is rejected.",
});
const at = Instant.refine(
  (text) => Date.parse(text) >= EARLIEST_MARKET_TIME,
  "is before 1985, when names were first registered",
).meta({
  description:
    "When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock.",
  examples: ["2026-01-15T12:00:00Z"],
});
const expires_at = Instant.optional().meta({ description: "Absent: until it is closed." });
const price = PriceString.meta({
  description: "Above zero, with at most 30 digits before the point and 18 after it.",
  examples: ["1250.00"],
});
const common = { id, at };
const created = { ...common, domain, price, currency, expires_at };
const expiresLater = [
  (event: { at: string; expires_at?: string | undefined }) =>
    event.expires_at === undefined || compareUtc(utcOf(event.expires_at), utcOf(event.at)) > 0,
  "expires_at must be later than at",
] as const;
const changed = { ...common, price: price.optional(), expires_at };
const changesSomething = [
  (event: { price?: string | undefined; expires_at?: string | undefined }) =>
    event.price !== undefined || event.expires_at !== undefined,
  "a change must have a price, an expires_at, or both",
] as const;

const listing_id = orderId;
const offer_id = orderId;

/** The types of market events. */
const MARKET_EVENT_TYPES = [
  "trade",
  ...["created", "changed", "filled", "cancelled", "expired"].map((end) => `listing_${end}`),
  ...["created", "changed", "accepted", "cancelled", "expired"].map((end) => `offer_${end}`),
];

/** A market event. A fill ends its order only: the sale is a separate `trade`. */
export const MarketEvent = z
  .discriminatedUnion(
    "type",
    [
      z.strictObject({
        type: z.literal("trade"),
        ...common,
        domain,
        price,
        quantity: PriceString.default("1"),
        currency,
        buyer: account.optional(),
        seller: account.optional(),
        venue_kind: VenueKind.optional().meta({
          description:
            "Kind of venue, so that each price level is learned from its own sales: `auction` (to investors), `retail` (to an end user) or `private`. Absent: unknown.",
        }),
      }),
      z
        .strictObject({
          type: z.literal("listing_created"),
          listing_id,
          ...created,
          seller: account.optional(),
        })
        .refine(...expiresLater),
      z
        .strictObject({ type: z.literal("listing_changed"), listing_id, ...changed })
        .refine(...expiresLater)
        .refine(...changesSomething),
      z.strictObject({
        type: z.literal("listing_filled"),
        listing_id,
        ...common,
        price: price.optional(),
        buyer: account.optional(),
      }),
      z.strictObject({ type: z.literal("listing_cancelled"), listing_id, ...common }),
      z.strictObject({ type: z.literal("listing_expired"), listing_id, ...common }),
      z
        .strictObject({
          type: z.literal("offer_created"),
          offer_id,
          ...created,
          buyer: account.optional(),
        })
        .refine(...expiresLater),
      z
        .strictObject({ type: z.literal("offer_changed"), offer_id, ...changed })
        .refine(...expiresLater)
        .refine(...changesSomething),
      z.strictObject({
        type: z.literal("offer_accepted"),
        offer_id,
        ...common,
        price: price.optional(),
        seller: account.optional(),
      }),
      z.strictObject({ type: z.literal("offer_cancelled"), offer_id, ...common }),
      z.strictObject({ type: z.literal("offer_expired"), offer_id, ...common }),
    ],
    {
      error: ({ input }) =>
        typeof input === "object" && input !== null && !Array.isArray(input)
          ? `type must be one of ${MARKET_EVENT_TYPES.join(", ")}`
          : 'must be an object such as {"type": "trade", "id": …, "domain": …, "price": …, "at": …}',
    },
  )
  .meta({ id: "MarketEvent" });
export type MarketEvent = z.infer<typeof MarketEvent>;
/** A market event as a sender writes it. */
export type ReportedMarketEvent = z.input<typeof MarketEvent>;

/** Why an event was rejected. Codes are stable and safe to branch on. */
const MARKET_REFUSALS = [
  "not_json",
  "line_too_long",
  "invalid",
  "invalid_name",
  "in_the_future",
  "wrong_currency",
  "id_reused",
  "known_order",
  "unknown_order",
  "order_not_active",
  "not_storable",
] as const;
export const MarketRefusalCode = z.enum(MARKET_REFUSALS);
export type MarketRefusalCode = z.infer<typeof MarketRefusalCode>;

export const MarketEventError = z
  .object({
    index: z.int().min(0).optional().meta({ description: "Position in the array, from 0." }),
    line: z.int().min(1).optional().meta({ description: "Line of NDJSON, from 1." }),
    id: z.string().optional().meta({ description: "The event's id, if it could be read." }),
    code: MarketRefusalCode,
    detail: z.string(),
  })
  .meta({ id: "MarketEventError" });
export type MarketEventError = z.infer<typeof MarketEventError>;

/** Answer to `POST /market/events`. */
export const MarketReceipt = z
  .object({
    accepted: z.int().min(0).meta({
      description: "Stored events, stale ones included.",
    }),
    stale: z.int().min(0).meta({
      description:
        "Accepted changes and ends of orders for which a later event was known already. They have no effect.",
    }),
    duplicates: z.int().min(0).meta({ description: "Events that had been sent before." }),
    refused: z.int().min(0),
    errors: z
      .array(MarketEventError)
      .max(MAX_MARKET_ERRORS)
      .meta({ description: "The first rejected events; `refused` counts all." }),
    head_seq: z.int().min(0).meta({ description: "The stream head after all were stored." }),
  })
  .meta({ id: "MarketReceipt" });
export type MarketReceipt = z.infer<typeof MarketReceipt>;

const amount = DecimalString.nullable();
const moment = z.iso.datetime().nullable();

/** The market state of a domain in `GET /market/{domain}`. */
export const MarketSummary = z
  .object({
    trade_count: z.int().min(0),
    flagged_count: z.int().min(0).meta({ description: "Trades with a risk flag." }),
    best_bid: amount,
    median_bid: amount,
    bid_count: z.int().min(0),
    floor: amount.meta({ description: "The lowest active listing." }),
    last_floor: amount,
    median_ask: amount,
    ask_count: z.int().min(0),
    last_signal_at: moment,
    value: amount,
    valued_at: moment,
    override: z.object({ value: DecimalString, expires_at: z.iso.datetime() }).nullable(),
    dispute: z
      .object({ dispute_id: z.string(), votes: z.int().min(0), quorum: z.int().min(1) })
      .nullable(),
  })
  .meta({ id: "MarketSummary" });
export type MarketSummary = z.infer<typeof MarketSummary>;

const sender = z.string().nullable().meta({
  description: "The API key that sent it; ids are unique per sender. Null without keys.",
});

export const BookOrder = z
  .object({
    id: z.string(),
    sender,
    price: DecimalString,
    created_at: z.iso.datetime(),
    expires_at: moment,
  })
  .meta({ id: "BookOrder" });
export type BookOrder = z.infer<typeof BookOrder>;

export const MarketTrade = z
  .object({
    id: z.string(),
    sender,
    at: z.iso.datetime(),
    price: DecimalString,
    quantity: DecimalString,
    buyer: z.string().nullable(),
    seller: z.string().nullable(),
    venue_kind: VenueKind.nullable(),
    flags: z.array(z.string()).meta({ description: "Risk rules that match this trade." }),
  })
  .meta({ id: "MarketTrade" });
export type MarketTrade = z.infer<typeof MarketTrade>;

/** `GET /market/{domain}` */
export const MarketView = z
  .object({
    domain: z.string(),
    currency: Currency,
    book: z.object({
      bids: z.array(BookOrder).meta({ description: "Highest price first, at most 20." }),
      asks: z.array(BookOrder).meta({ description: "Lowest price first, at most 20." }),
    }),
    last_trades: z
      .array(MarketTrade)
      .meta({ description: `Newest first, at most ${MAX_RECENT_SALES}.` }),
    state: MarketSummary,
  })
  .meta({ id: "MarketView" });
export type MarketView = z.infer<typeof MarketView>;

export const MarketPath = z.object({
  domain: DomainText,
});
