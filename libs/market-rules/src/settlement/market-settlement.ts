import type { MarketEvent, MarketRefusalCode } from "#contracts";

import type { NewEvent } from "./new-event.js";

/** A market event whose currency is known, and the trace that it was told in; `domain` is normalised. */
export type PricedMarketEvent = (MarketEvent extends infer Event
  ? Event extends { domain: string }
    ? Omit<Event, "currency"> & { readonly currency: string }
    : Event
  : never) & { readonly traceparent?: string | undefined };
export type TradeEvent = Extract<PricedMarketEvent, { type: "trade" }>;
type OrderEvent = Exclude<PricedMarketEvent, { type: "trade" }>;

/** What became of an event. One that is stale was overtaken by what happened later: it is known, and changes nothing. */
export type MarketOutcome =
  | { readonly kind: "recorded" | "stale" | "duplicate" }
  | { readonly kind: "refused"; readonly code: MarketRefusalCode; readonly detail: string };

/** A listing (an ask) or an offer (a bid), as it is stored. */
export interface OrderRow {
  readonly kind: "listing" | "offer";
  readonly order_id: string;
  readonly domain: string;
  price: string;
  readonly currency: string;
  status: "active" | "filled" | "cancelled" | "expired";
  readonly created_at: string;
  expires_at: string | null;
  closed_at: string | null;
  /** The own time and the id of the event that told the price, and the expiry: they sort by time. */
  price_told: string;
  expiry_told: string;
}

/** What a group of events comes to. */
export interface Settlement {
  /** In the order of the events as they were given. */
  readonly outcomes: readonly MarketOutcome[];
  readonly trades: readonly TradeEvent[];
  /** Orders that are new or changed, as they are to be stored. */
  readonly orders: readonly OrderRow[];
  /** In the order of the events' own times. */
  readonly log: readonly NewEvent[];
}

export const orderKey = (kind: OrderRow["kind"], orderId: string): string => `${kind} ${orderId}`;

/** Which order an event is about. */
export const orderOf = (event: OrderEvent): { kind: OrderRow["kind"]; orderId: string } =>
  "listing_id" in event
    ? { kind: "listing", orderId: event.listing_id }
    : { kind: "offer", orderId: event.offer_id };

/** The name of a market event in the log: the sender's own. */
export const eidOf = (id: string): string => `m-${id}`;

/**
 * Decides what a group of events comes to, in the order of their own times, given what is stored. Pure.
 * @param seen ids of events that were stored before
 * @param stored the orders that the events are about, by `orderKey`
 */
export const settle = (
  events: readonly PricedMarketEvent[],
  seen: ReadonlySet<string>,
  stored: ReadonlyMap<string, OrderRow>,
): Settlement => {
  const told = new Set(seen);
  const orders = new Map([...stored].map(([key, order]) => [key, { ...order }]));
  const outcomes: MarketOutcome[] = events.map(() => ({ kind: "duplicate" }));
  const trades: TradeEvent[] = [];
  const touched = new Set<string>();
  const log: NewEvent[] = [];
  for (const { event, index } of inOwnTime(events)) {
    if (told.has(event.id)) continue;
    if (event.type === "trade") {
      trades.push(event);
      outcomes[index] = { kind: "recorded" };
      log.push(tradeLog(event));
    } else {
      const { kind, orderId } = orderOf(event);
      const key = orderKey(kind, orderId);
      const before = orders.get(key);
      const applied = apply(event, kind, orderId, before);
      outcomes[index] = applied.outcome;
      if (applied.order !== undefined) {
        orders.set(key, applied.order);
        touched.add(key);
        if (applied.outcome.kind === "recorded") log.push(orderLog(event, applied.order));
      }
    }
    // What was refused may be told again, once what it needs is there.
    if (outcomes[index]?.kind !== "refused") told.add(event.id);
  }
  return {
    outcomes,
    trades,
    orders: [...touched].flatMap((key) => orders.get(key) ?? []),
    log,
  };
};

/** By own time; at the same moment an order is created before anything else is told of it. */
const inOwnTime = (
  events: readonly PricedMarketEvent[],
): { event: PricedMarketEvent; index: number }[] => {
  const rank = ({ type }: PricedMarketEvent): number => (type.endsWith("_created") ? 0 : 1);
  return events
    .map((event, index) => ({ event, index, atMs: Date.parse(event.at) }))
    .toSorted((a, b) => a.atMs - b.atMs || rank(a.event) - rank(b.event) || a.index - b.index);
};

interface Applied {
  readonly outcome: MarketOutcome;
  /** The order as it is then; undefined where it stays as it was. */
  readonly order?: OrderRow;
}

const refuse = (code: MarketRefusalCode, detail: string): Applied => ({
  outcome: { kind: "refused", code, detail },
});
const STALE = { kind: "stale" } as const;
const RECORDED = { kind: "recorded" } as const;

const apply = (
  event: OrderEvent,
  kind: OrderRow["kind"],
  orderId: string,
  order: OrderRow | undefined,
): Applied => {
  const at = isoOf(event.at);
  const stamp = `${at} ${event.id}`;
  if (event.type === "listing_created" || event.type === "offer_created") {
    if (order !== undefined)
      return refuse(
        "known_order",
        `There is a ${kind} "${orderId}" already; give this one an id of its own.`,
      );
    return {
      outcome: RECORDED,
      order: {
        kind,
        order_id: orderId,
        domain: event.domain,
        price: event.price,
        currency: event.currency,
        status: "active",
        created_at: at,
        expires_at: event.expires_at === undefined ? null : isoOf(event.expires_at),
        closed_at: null,
        price_told: stamp,
        expiry_told: stamp,
      },
    };
  }
  if (order === undefined)
    return refuse("unknown_order", `There is no ${kind} "${orderId}"; tell of its creation first.`);
  const isOver = order.closed_at !== null && at >= order.closed_at;
  if (isOver)
    return refuse(
      "order_not_active",
      `The ${kind} "${orderId}" was ${order.status} at ${order.closed_at}: nothing more can happen to it.`,
    );
  if (event.type === "listing_changed" || event.type === "offer_changed")
    return change(event, order, stamp);
  if (order.closed_at !== null) return { outcome: STALE };
  return {
    outcome: RECORDED,
    order: { ...order, status: STATUS_BY_END[event.type], closed_at: at },
  };
};

const STATUS_BY_END = {
  listing_filled: "filled",
  listing_cancelled: "cancelled",
  listing_expired: "expired",
  offer_accepted: "filled",
  offer_cancelled: "cancelled",
  offer_expired: "expired",
} as const;

/** Each term by itself is as it was told last, by own time. */
const change = (
  event: Extract<OrderEvent, { type: "listing_changed" | "offer_changed" }>,
  order: OrderRow,
  stamp: string,
): Applied => {
  const hasPrice = event.price !== undefined && stamp > order.price_told;
  const hasExpiry = event.expires_at !== undefined && stamp > order.expiry_told;
  if (!hasPrice && !hasExpiry) return { outcome: STALE };
  const changed: OrderRow = {
    ...order,
    ...(hasPrice ? { price: event.price as string, price_told: stamp } : {}),
    ...(hasExpiry ? { expires_at: isoOf(event.expires_at as string), expiry_told: stamp } : {}),
  };
  // Of an order that has ended since, the last price is kept as it was: it may be the last floor.
  return { outcome: order.closed_at === null ? RECORDED : STALE, order: changed };
};

const isoOf = (time: string): string => new Date(time).toISOString();

const tradeLog = (event: TradeEvent): NewEvent => ({
  eid: eidOf(event.id),
  type: "trade",
  at: new Date(event.at),
  domain: event.domain,
  traceparent: event.traceparent ?? null,
  data: {
    trade_id: event.id,
    domain: event.domain,
    price: event.price,
    quantity: event.quantity,
    currency: event.currency,
    ...present("buyer", event.buyer),
    ...present("seller", event.seller),
    ...(event.venue_kind === undefined ? {} : { venue_kind: event.venue_kind }),
    traded_at: isoOf(event.at),
  },
});

const orderLog = (event: OrderEvent, order: OrderRow): NewEvent => {
  const { domain } = order;
  const traceparent = event.traceparent ?? null;
  const common = { eid: eidOf(event.id), at: new Date(event.at), domain, traceparent };
  return "listing_id" in event
    ? { ...common, ...listingLog(event, order) }
    : { ...common, ...offerLog(event, order) };
};

/** The part of a log event that its type decides. */
type Told = NewEvent extends infer Event
  ? Event extends NewEvent
    ? Pick<Event, "type" | "data">
    : never
  : never;

const listingLog = (
  event: Extract<OrderEvent, { listing_id: string }>,
  { domain, price, currency, expires_at }: OrderRow,
): Told => {
  const { listing_id } = event;
  const terms = { listing_id, domain, price, currency, expires_at };
  switch (event.type) {
    case "listing_created":
      return { type: event.type, data: { ...terms, ...present("seller", event.seller) } };
    case "listing_changed":
      return { type: event.type, data: terms };
    case "listing_filled": {
      const sold = { listing_id, domain, price: event.price ?? price };
      return { type: event.type, data: { ...sold, ...present("buyer", event.buyer) } };
    }
    case "listing_cancelled":
      return { type: event.type, data: { listing_id, domain, reason: "cancelled" } };
    case "listing_expired":
      break;
  }
  return { type: "listing_cancelled", data: { listing_id, domain, reason: "expired" } };
};

const offerLog = (
  event: Extract<OrderEvent, { offer_id: string }>,
  { domain, price, currency, expires_at }: OrderRow,
): Told => {
  const { offer_id } = event;
  const terms = { offer_id, domain, price, currency, expires_at };
  switch (event.type) {
    case "offer_created":
      return { type: event.type, data: { ...terms, ...present("buyer", event.buyer) } };
    case "offer_changed":
      return { type: event.type, data: terms };
    case "offer_accepted": {
      const bought = { offer_id, domain, price: event.price ?? price };
      return { type: event.type, data: { ...bought, ...present("seller", event.seller) } };
    }
    case "offer_cancelled":
      return { type: event.type, data: { offer_id, domain, reason: "cancelled" } };
    case "offer_expired":
      break;
  }
  return { type: "offer_cancelled", data: { offer_id, domain, reason: "expired" } };
};

const present = <Name extends string>(
  name: Name,
  account: string | undefined,
): Partial<Record<Name, string>> =>
  account === undefined ? {} : ({ [name]: account } as Record<Name, string>);
