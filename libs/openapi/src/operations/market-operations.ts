import { z } from "zod";

import {
  API_BASE,
  BATCH_TYPES,
  DisputePath,
  DisputeRequest,
  DisputeView,
  MarketEvent,
  MarketPath,
  MarketReceipt,
  MarketView,
  MAX_MARKET_EVENTS,
  OverrideRequest,
  OverrideView,
  ResolveRequest,
  VoteRequest,
} from "#contracts";
import { json, keyHeader, linksTo, type Operation } from "./operation.js";

const at = "2026-01-15T12:00:00.000Z";
const later = "2026-01-16T12:00:00.000Z";
const disputeId = "01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e";
const tradeExample: z.input<typeof MarketEvent> = {
  id: "venue-4711",
  type: "trade",
  domain: "alpha.one",
  price: "1250.00",
  buyer: "anna",
  seller: "ben",
  venue_kind: "auction",
  at,
};
const listingExample: z.input<typeof MarketEvent> = {
  id: "venue-4712",
  type: "listing_created",
  listing_id: "L-17",
  domain: "bravo.one",
  price: "900",
  at,
};
const receiptExample: MarketReceipt = {
  accepted: 2,
  stale: 0,
  duplicates: 1,
  refused: 1,
  errors: [
    {
      line: 4,
      id: "venue-4714",
      code: "unknown_order",
      detail: 'There is no listing "L-18"; send its creation first.',
    },
  ],
  head_seq: 4_711,
};
const viewExample: MarketView = {
  domain: "alpha.one",
  currency: "USD",
  book: {
    bids: [{ id: "O-3", sender: null, price: "1100", created_at: at, expires_at: null }],
    asks: [{ id: "L-9", sender: null, price: "1400", created_at: at, expires_at: later }],
  },
  last_trades: [
    {
      id: "venue-4711",
      sender: null,
      at,
      price: "1250.00",
      quantity: "1",
      buyer: "anna",
      seller: "ben",
      venue_kind: "auction",
      flags: [],
    },
  ],
  state: {
    trade_count: 1,
    flagged_count: 0,
    best_bid: "1100",
    median_bid: "1100",
    bid_count: 1,
    floor: "1400",
    last_floor: "1400",
    median_ask: "1400",
    ask_count: 1,
    last_signal_at: at,
    value: "1245.00",
    valued_at: at,
    override: null,
    dispute: null,
  },
};
const overrideExample: OverrideView = {
  domain: "alpha.one",
  value: "1250.00",
  currency: "USD",
  reason: "appraised by hand",
  expires_at: later,
};
const disputeExample: DisputeView = {
  dispute_id: disputeId,
  domain: "alpha.one",
  reason: "the last sale was between brothers",
  status: "open",
  votes: 1,
  quorum: 3,
  outcome: null,
  opened_at: at,
  resolved_at: null,
};

const MARKET = "Market";
const DECISIONS = "Overrides and disputes";
const disputeAnswer = (description: string, more: Partial<DisputeView> = {}) => ({
  status: 200,
  description,
  content: [json(DisputeView, { ...disputeExample, ...more })],
});

/** Calls for market events, overrides and disputes. */
export const MARKET_OPERATIONS: readonly Operation[] = [
  {
    id: "recordMarketEvents",
    scope: "market",
    method: "post",
    path: `${API_BASE}/market/events`,
    tag: MARKET,
    summary: "Post market events",
    description:
      `One event, an array of up to ${MAX_MARKET_EVENTS.toLocaleString("en")}, or NDJSON of any length with one event per line, stored in groups as the lines arrive. ` +
      "The sender's `id` makes an event safe to repeat. Events may arrive late and in any order, except that an order's creation must come first: the state depends only on the events' own times. " +
      "A rejected event is listed in `errors` and does not affect the others. If no event is accepted, the answer is a 400, or a 422 if an event contradicts its order. " +
      "A fill does not create a trade: post the trade, too. Each domain that moved is revalued within about a second.",
    bodies: [
      json(z.union([MarketEvent, z.array(MarketEvent)]), tradeExample),
      {
        type: BATCH_TYPES.ndjson,
        schema: MarketEvent,
        example: `${JSON.stringify(tradeExample)}\n${JSON.stringify(listingExample)}\n`,
      },
    ],
    answers: [
      {
        status: 200,
        description: "Counts and errors; accepted events are durable.",
        content: [json(MarketReceipt, receiptExample)],
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "payload-too-large",
      "unsupported-media-type",
      "event-refused",
      "internal",
      "overloaded",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "getMarket",
    scope: "read",
    method: "get",
    path: `${API_BASE}/market/{domain}`,
    tag: MARKET,
    summary: "The market of a domain",
    description:
      "The top of the order book, the last trades, and the state that the value is computed from.",
    pathParameters: MarketPath,
    answers: [
      { status: 200, description: "The market.", content: [json(MarketView, viewExample)] },
    ],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "overrideValue",
    scope: "admin",
    method: "post",
    path: `${API_BASE}/valuation/override`,
    tag: DECISIONS,
    summary: "Set a value until a time",
    description:
      "Replaces the domain's value at once, until `expires_at` or for `ttl_seconds`; then the domain is revalued. A newer override replaces an older one.",
    headers: keyHeader("optional"),
    bodies: [
      json(OverrideRequest, {
        domain: "alpha.one",
        value: "1250.00",
        reason: overrideExample.reason,
        ttl_seconds: 3_600,
      }),
    ],
    answers: [
      {
        status: 200,
        description: "The override is set.",
        content: [json(OverrideView, overrideExample)],
        links: linksTo("domain", "/domain", "getMarket", "getLatest"),
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "idempotency-key-reused",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "openDispute",
    scope: "market",
    method: "post",
    path: `${API_BASE}/valuation/dispute`,
    tag: DECISIONS,
    summary: "Dispute a value",
    description:
      "A domain can have one open dispute. Once the dispute has its quorum of votes, the value is held.",
    headers: keyHeader("optional"),
    bodies: [
      json(DisputeRequest, { domain: "alpha.one", reason: disputeExample.reason, quorum: 3 }),
    ],
    answers: [
      {
        status: 201,
        description: "The dispute is open.",
        content: [json(DisputeView, { ...disputeExample, votes: 0 })],
        links: linksTo("id", "/dispute_id", "getDispute", "voteInDispute", "resolveDispute"),
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "conflict",
      "idempotency-key-reused",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "getDispute",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/dispute/{id}`,
    tag: DECISIONS,
    summary: "A dispute",
    description: "Its votes and quorum, and its outcome after its resolution.",
    pathParameters: DisputePath,
    answers: [disputeAnswer("The dispute.")],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "voteInDispute",
    scope: "market",
    method: "post",
    path: `${API_BASE}/valuation/dispute/{id}/vote`,
    tag: DECISIONS,
    summary: "Vote in a dispute",
    description: "Each voter counts once; a second vote is a 409 and does not count.",
    pathParameters: DisputePath,
    headers: keyHeader("optional"),
    bodies: [json(VoteRequest, { voter: "anna" })],
    answers: [disputeAnswer("The vote is counted.")],
    problems: [
      "malformed-body",
      "invalid-request",
      "not-found",
      "conflict",
      "idempotency-key-reused",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "resolveDispute",
    scope: "admin",
    method: "post",
    path: `${API_BASE}/valuation/dispute/{id}/resolve`,
    tag: DECISIONS,
    summary: "Resolve a dispute",
    description: "Releases the value; the domain is revalued.",
    pathParameters: DisputePath,
    headers: keyHeader("optional"),
    bodies: [json(ResolveRequest, { outcome: "upheld" })],
    answers: [
      disputeAnswer("The dispute is resolved.", {
        status: "resolved",
        outcome: "upheld",
        resolved_at: at,
      }),
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "not-found",
      "conflict",
      "idempotency-key-reused",
      "outcome-unknown",
      "unavailable",
    ],
  },
];
