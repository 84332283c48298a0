import { z } from "zod";

import { DomainText } from "./domain-text.js";
import { compareUtc, Instant, utcOf } from "./instant.js";
import { MAX_RECENT_SALES } from "./market.js";
import { Currency, DecimalString, PriceString } from "./money.js";
import { VenueKind } from "./outlook.js";
import { printable } from "./printable.js";

/** Events of one JSON array at the most; NDJSON has no end. */
export const MAX_MARKET_EVENTS = 10_000;
/** Events that one transaction stores. */
export const MARKET_GROUP = 500;
/** Letters of a line of NDJSON at the most. */
export const MAX_MARKET_LINE = 16_384;
/** Errors that one answer tells of; there may be more. */
export const MAX_MARKET_ERRORS = 100;
/** The first name was registered in March 1985: nothing was sold before. */
const EARLIEST_MARKET_TIME = Date.parse("1985-01-01T00:00:00.000Z");
/** How far ahead of ours the clock of a sender may be, in milliseconds. */
export const MAX_AHEAD_MS = 5 * 60_000;

/** Letters of an id and of an account. */
const MAX_ID = 200;
const id = printable("id", MAX_ID).meta({
  description:
    "The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own.",
  examples: ["venue-4711"],
});
const orderId = printable("the order's id", MAX_ID).meta({ examples: ["L-17"] });
const account = printable("an account", MAX_ID);
const domain = DomainText.meta({
  format: "idn-hostname",
  description: "The name in any spelling; it comes back as ASCII, lower case, IDNA-normalised.",
  examples: ["alpha.one"],
});
const currency = Currency.optional().meta({
  description: "Absent: that of the domain's suffix. Another one is refused.",
});
const at = Instant.refine(
  (text) => Date.parse(text) >= EARLIEST_MARKET_TIME,
  "is before 1985, when names were first registered",
).meta({
  description:
    "When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock.",
  examples: ["2026-01-15T12:00:00Z"],
});
const expires_at = Instant.optional().meta({ description: "Absent: until it is closed." });
const price = PriceString.meta({
  description: "Above zero; 30 digits before the point and 18 behind it at the most.",
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

/** What can happen in a market, by the `type` of its event. */
const MARKET_EVENT_TYPES = [
  "trade",
  ...["created", "changed", "filled", "cancelled", "expired"].map((end) => `listing_${end}`),
  ...["created", "changed", "accepted", "cancelled", "expired"].map((end) => `offer_${end}`),
];

/** What a market tells, one event at a time. A fill tells of its order alone: the sale is a `trade` of its own. */
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
            "Where it was sold, so that each price level is learned from its own sales: to investors at an `auction`, to an end user at `retail`, or in `private`. Absent: unknown.",
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
export type ToldMarketEvent = z.input<typeof MarketEvent>;

/** Why an event was refused. Each is stable and safe to branch on. */
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
    index: z.int().min(0).optional().meta({ description: "Place in the array, from 0." }),
    line: z.int().min(1).optional().meta({ description: "Line of NDJSON, from 1." }),
    id: z.string().optional().meta({ description: "The event's own id, where it could be read." }),
    code: MarketRefusalCode,
    detail: z.string(),
  })
  .meta({ id: "MarketEventError" });
export type MarketEventError = z.infer<typeof MarketEventError>;

/** Answer to `POST /market/events`. */
export const MarketReceipt = z
  .object({
    accepted: z.int().min(0).meta({
      description: "Events that are stored now, and those that were stale.",
    }),
    stale: z.int().min(0).meta({
      description:
        "Of the accepted: changes and ends of orders for which something later was known already. They change nothing.",
    }),
    duplicates: z.int().min(0).meta({ description: "Events that had been told before." }),
    refused: z.int().min(0),
    errors: z
      .array(MarketEventError)
      .max(MAX_MARKET_ERRORS)
      .meta({ description: "The first of those that were refused; `refused` counts all." }),
    head_seq: z.int().min(0).meta({ description: "The stream's head once all were stored." }),
  })
  .meta({ id: "MarketReceipt" });
export type MarketReceipt = z.infer<typeof MarketReceipt>;

const amount = DecimalString.nullable();
const moment = z.iso.datetime().nullable();

/** What the market's one row says of a domain, as `GET /market/{domain}` tells it. */
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
  description: "The API key that sent it: ids are their sender's own. Null without keys.",
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
    flags: z.array(z.string()).meta({ description: "Risk rules that this trade fits." }),
  })
  .meta({ id: "MarketTrade" });
export type MarketTrade = z.infer<typeof MarketTrade>;

/** `GET /market/{domain}` */
export const MarketView = z
  .object({
    domain: z.string(),
    currency: Currency,
    book: z.object({
      bids: z.array(BookOrder).meta({ description: "Dearest first, 20 at the most." }),
      asks: z.array(BookOrder).meta({ description: "Cheapest first, 20 at the most." }),
    }),
    last_trades: z
      .array(MarketTrade)
      .meta({ description: `Newest first, ${MAX_RECENT_SALES} at the most.` }),
    state: MarketSummary,
  })
  .meta({ id: "MarketView" });
export type MarketView = z.infer<typeof MarketView>;

export const MarketPath = z.object({
  domain: DomainText,
});
