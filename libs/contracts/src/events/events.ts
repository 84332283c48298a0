import { z } from "zod";

import { BatchStatus } from "../rest/batch.js";
import { Currency, DecimalString, FigureString, PriceString } from "../rest/money.js";
import { VenueKind } from "../rest/outlook.js";
import { Source } from "../rest/ensemble.js";

/** The only stream so far. */
export const MARKET_STREAM = "market";

const domain = z.string();
/** Ids of trades and orders are unique per sender. */
const sender = z.string().optional().meta({
  description: "The API key that sent the trade or the order; absent where there are no keys.",
});
const orderTerms = {
  price: PriceString,
  currency: Currency,
  expires_at: z.iso.datetime().nullable(),
};
const endReason = z.enum(["cancelled", "expired"]).optional();

/**
 * The event catalogue: type → version and data. A breaking change gets a new version.
 * This is the one place that an event is declared; storage, the sockets and AsyncAPI read it.
 */
export const EVENT_TYPES = {
  trade: {
    v: 1,
    data: z.object({
      trade_id: z.string().optional(),
      domain,
      price: PriceString,
      quantity: PriceString,
      currency: Currency,
      buyer: z.string().optional(),
      seller: z.string().optional(),
      venue_kind: VenueKind.optional(),
      traded_at: z.iso.datetime(),
      sender,
    }),
  },
  listing_created: {
    v: 1,
    data: z.object({
      listing_id: z.string(),
      domain,
      sender,
      ...orderTerms,
      seller: z.string().optional(),
    }),
  },
  listing_filled: {
    v: 1,
    data: z.object({
      listing_id: z.string(),
      domain,
      sender,
      price: PriceString,
      buyer: z.string().optional(),
    }),
  },
  listing_changed: {
    v: 1,
    data: z.object({ listing_id: z.string(), domain, sender, ...orderTerms }),
  },
  listing_cancelled: {
    v: 1,
    data: z.object({ listing_id: z.string(), domain, sender, reason: endReason }),
  },
  offer_created: {
    v: 1,
    data: z.object({
      offer_id: z.string(),
      domain,
      sender,
      ...orderTerms,
      buyer: z.string().optional(),
    }),
  },
  offer_accepted: {
    v: 1,
    data: z.object({
      offer_id: z.string(),
      domain,
      sender,
      price: PriceString,
      seller: z.string().optional(),
    }),
  },
  offer_changed: { v: 1, data: z.object({ offer_id: z.string(), domain, sender, ...orderTerms }) },
  offer_cancelled: {
    v: 1,
    data: z.object({ offer_id: z.string(), domain, sender, reason: endReason }),
  },
  valuation_update: {
    v: 1,
    data: z.object({
      domain,
      batch_id: z.uuid(),
      value: DecimalString,
      currency: Currency,
      low: DecimalString,
      high: DecimalString,
      confidence: z.number(),
      chosen_source: Source,
      model_version: z.string(),
    }),
  },
  dispute_opened: {
    v: 1,
    data: z.object({ dispute_id: z.string(), domain, reason: z.string(), quorum: z.int() }),
  },
  dispute_vote: {
    v: 1,
    data: z.object({
      dispute_id: z.string(),
      domain,
      voter: z.string(),
      votes: z.int(),
      quorum: z.int(),
    }),
  },
  dispute_quorum: { v: 1, data: z.object({ dispute_id: z.string(), domain, votes: z.int() }) },
  dispute_resolved: {
    v: 1,
    data: z.object({ dispute_id: z.string(), domain, outcome: z.string() }),
  },
  override_set: {
    v: 1,
    data: z.object({
      domain,
      value: DecimalString,
      currency: Currency,
      reason: z.string(),
      expires_at: z.iso.datetime(),
    }),
  },
  override_expired: { v: 1, data: z.object({ domain }) },
  batch_progress: {
    v: 1,
    data: z.object({
      batch_id: z.uuid(),
      status: BatchStatus,
      total: z.int(),
      done: z.int(),
      failed: z.int(),
    }),
  },
  batch_completed: {
    v: 1,
    data: z.object({
      batch_id: z.uuid(),
      status: BatchStatus,
      total: z.int(),
      done: z.int(),
      failed: z.int(),
    }),
  },
  nav_update: {
    v: 1,
    data: z.object({
      fund_id: z.string(),
      nav: FigureString,
      units: FigureString,
      nav_per_unit: FigureString,
      high_water_mark: FigureString,
      currency: Currency,
    }),
  },
  fee_accrual: {
    v: 1,
    data: z.object({
      fund_id: z.string(),
      kind: z.enum(["management", "performance"]),
      amount: FigureString,
      currency: Currency,
      period_start: z.iso.datetime(),
      period_end: z.iso.datetime(),
    }),
  },
  etf_flow: {
    v: 1,
    data: z.object({
      fund_id: z.string(),
      direction: z.enum(["creation", "redemption"]),
      units: FigureString,
      amount: FigureString,
      currency: Currency,
    }),
  },
  distribution: {
    v: 1,
    data: z.object({
      fund_id: z.string(),
      amount: FigureString,
      amount_per_unit: FigureString,
      units: FigureString,
      currency: Currency,
    }),
  },
  leaderboard_delta: {
    v: 1,
    data: z.object({
      board: z.string(),
      entrant: z.string(),
      rank: z.int().min(1),
      previous_rank: z.int().min(1).nullable(),
      score: DecimalString,
    }),
  },
  risk_flag: {
    v: 1,
    data: z.object({
      subject: z.string(),
      domain: domain.optional(),
      sender,
      rule: z.string(),
      severity: z.enum(["info", "warning", "critical"]),
      detail: z.string(),
    }),
  },
} as const satisfies Record<string, { v: number; data: z.ZodType }>;

export type EventType = keyof typeof EVENT_TYPES;
export const EventTypeName = z.enum(Object.keys(EVENT_TYPES) as [EventType, ...EventType[]]);
export type EventData<T extends EventType> = z.infer<(typeof EVENT_TYPES)[T]["data"]>;

/** An event as stored in the log. */
export const StoredEvent = z
  .object({
    seq: z
      .int()
      .min(1)
      .meta({ description: "Offset in the stream: contiguous from 1, in commit order." }),
    eid: z.string().meta({
      description: "The event's id: retries of the same cause have the same id.",
    }),
    type: EventTypeName,
    v: z.int(),
    at: z.iso.datetime().meta({ description: "When it happened." }),
    tp: z.string().nullable().meta({ description: "traceparent of the cause." }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "StoredEvent" });
export type StoredEvent = z.infer<typeof StoredEvent>;

export const EventsPage = z
  .object({
    stream: z.string(),
    epoch: z.string(),
    oldest: z.int(),
    head: z.int(),
    events: z.array(StoredEvent),
    next_since_seq: z.int().meta({
      description:
        "The offset to continue from. While it is below `head` there is more, even after an empty page: a filter by types scans at most 50,000 offsets per page.",
    }),
  })
  .meta({ id: "EventsPage" });
export type EventsPage = z.infer<typeof EventsPage>;
