import { compareUtc, utcOf, type MarketRefusalCode } from "#contracts";

import { digestOf, eidOf, NOBODY } from "./event-ids.js";
import type { KnownIds } from "./known-ids.js";
import type { OrderEvent, PricedMarketEvent, TradeEvent } from "./market-event.js";
import type { NewEvent } from "./new-event.js";

/** What became of an event. One that is stale was overtaken by what happened later: it is known, and changes nothing. */
export type MarketOutcome =
  | { readonly kind: "recorded" | "stale" | "duplicate" }
  | { readonly kind: "refused"; readonly code: MarketRefusalCode; readonly detail: string };

/** A listing (an ask) or an offer (a bid), as it is stored. */
export interface OrderRow {
  readonly kind: "listing" | "offer";
  readonly owner: string;
  readonly order_id: string;
  readonly domain: string;
  price: string;
  readonly currency: string;
  status: "active" | "filled" | "cancelled" | "expired";
  readonly created_at: string;
  expires_at: string | null;
  closed_at: string | null;
  /** The times of the events that set the price and the expiry. */
  price_at: string;
  expiry_at: string;
}

/** The outcome of a group of events. */
export interface Settlement {
  /** In the order of the events as they were given. */
  readonly outcomes: readonly MarketOutcome[];
  readonly trades: readonly TradeEvent[];
  /** Orders that are new or changed, as they are to be stored. */
  readonly orders: readonly OrderRow[];
  /** In the order of the events' own times. */
  readonly log: readonly NewEvent[];
}

/** An order by what names it: no part of it has a line break. */
export const orderKey = ({
  kind,
  owner,
  order_id: orderId,
}: Pick<OrderRow, "kind" | "owner" | "order_id">): string => `${kind}\n${owner}\n${orderId}`;

/** Which order an event is about. */
export const orderOf = (event: OrderEvent): Pick<OrderRow, "kind" | "owner" | "order_id"> => {
  const { owner = NOBODY } = event;
  return "listing_id" in event
    ? { kind: "listing", owner, order_id: event.listing_id }
    : { kind: "offer", owner, order_id: event.offer_id };
};

/**
 * Settles a group of events in the order of their own times, given what is stored. Pure.
 * @param events in the order in which they arrived
 * @param known the ids that were stored before
 * @param stored the orders that the events are about, by `orderKey`
 */
export const settle = (
  events: readonly PricedMarketEvent[],
  known: KnownIds,
  stored: ReadonlyMap<string, OrderRow>,
): Settlement => {
  const orders = new Map([...stored].map(([key, order]) => [key, { ...order }]));
  const outcomes: MarketOutcome[] = events.map(() => DUPLICATE);
  const trades: TradeEvent[] = [];
  const touched = new Set<string>();
  const log: NewEvent[] = [];
  const take = (event: PricedMarketEvent): MarketOutcome => {
    if (event.type === "trade") {
      trades.push(event);
      log.push(tradeLog(event));
      return RECORDED;
    }
    const { key, before } = orderBefore(event, orders);
    const { outcome, order } = apply(event, before);
    if (order !== undefined) {
      orders.set(key, order);
      // In the order in which they end: of those of one moment, the last that ends is the last floor.
      if (order.closed_at !== null && before?.closed_at === null) touched.delete(key);
      touched.add(key);
      if (outcome.kind === "recorded") log.push(orderLog(event, order));
    }
    return outcome;
  };
  let waiting = [...events.keys()];
  while (waiting.length > 0) {
    const { first, again } = byFirstOfId(events, waiting);
    for (const index of inOwnTime(events, first)) {
      const event = events[index] as PricedMarketEvent;
      const before = known.find(event);
      outcomes[index] =
        before === undefined ? take(event) : before === "same" ? DUPLICATE : reused(event);
    }
    // What was rejected may be sent again, once what it needs is there: its id is free.
    waiting = again.flatMap(({ index, of }) => {
      if (outcomes[of]?.kind === "refused") return [index];
      const event = events[index] as PricedMarketEvent;
      const isSame = digestOf(event) === digestOf(events[of] as PricedMarketEvent);
      outcomes[index] = isSame ? DUPLICATE : reused(event);
      return [];
    });
  }
  return {
    outcomes,
    trades,
    orders: [...touched].flatMap((key) => orders.get(key) ?? []),
    log: log.toSorted((a, b) => compareUtc(textOf(a.at), textOf(b.at))),
  };
};

/** Which of these events are the first of their id, in order of arrival, and which are their duplicates. */
const byFirstOfId = (
  events: readonly PricedMarketEvent[],
  indexes: readonly number[],
): { first: number[]; again: { index: number; of: number }[] } => {
  const firstOf = new Map<string, number>();
  const again: { index: number; of: number }[] = [];
  for (const index of indexes) {
    const eid = eidOf(events[index] as PricedMarketEvent);
    const of = firstOf.get(eid);
    if (of === undefined) firstOf.set(eid, index);
    else again.push({ index, of });
  }
  return { first: [...firstOf.values()], again };
};

/** Sorts by own time; at the same moment an order's creation is first, then the order of arrival counts. */
const inOwnTime = (
  events: readonly PricedMarketEvent[],
  indexes: readonly number[],
): readonly number[] => {
  const rank = ({ type }: PricedMarketEvent): number => (type.endsWith("_created") ? 0 : 1);
  return indexes
    .map((index) => ({ index, utc: utcOf(events[index]?.at ?? ""), event: events[index] }))
    .toSorted(
      (a, b) =>
        compareUtc(a.utc, b.utc) ||
        rank(a.event as PricedMarketEvent) - rank(b.event as PricedMarketEvent) ||
        a.index - b.index,
    )
    .map(({ index }) => index);
};

/**
 * The order that an event refers to: the sender's own by that id, or else one without owner, from before ids belonged to
 * keys.
 */
const orderBefore = (
  event: OrderEvent,
  orders: ReadonlyMap<string, OrderRow>,
): { key: string; before: OrderRow | undefined } => {
  const named = orderOf(event);
  const key = orderKey(named);
  const own = orders.get(key);
  if (own !== undefined || event.type === "listing_created" || event.type === "offer_created")
    return { key, before: own };
  const formerKey = orderKey({ ...named, owner: NOBODY });
  const former = orders.get(formerKey);
  return former === undefined ? { key, before: undefined } : { key: formerKey, before: former };
};

const textOf = (at: Date | string): string => (typeof at === "string" ? at : at.toISOString());

interface Applied {
  readonly outcome: MarketOutcome;
  /** The order as it is then; undefined where it stays as it was. */
  readonly order?: OrderRow;
}

const reject = (code: MarketRefusalCode, detail: string): Applied => ({
  outcome: { kind: "refused", code, detail },
});
const DUPLICATE = { kind: "duplicate" } as const;
const STALE = { kind: "stale" } as const;
const RECORDED = { kind: "recorded" } as const;

const reused = ({ id }: PricedMarketEvent): MarketOutcome => ({
  kind: "refused",
  code: "id_reused",
  detail: `The id "${id}" was sent before with other content; an event that is another one needs an id of its own.`,
});

const apply = (event: OrderEvent, order: OrderRow | undefined): Applied => {
  const at = utcOf(event.at);
  const { kind, owner, order_id: orderId } = orderOf(event);
  if (event.type === "listing_created" || event.type === "offer_created") {
    if (order !== undefined)
      return reject(
        "known_order",
        `There is a ${kind} "${orderId}" already; give this one an id of its own.`,
      );
    return {
      outcome: RECORDED,
      order: {
        kind,
        owner,
        order_id: orderId,
        domain: event.domain,
        price: event.price,
        currency: event.currency,
        status: "active",
        created_at: at,
        expires_at: event.expires_at === undefined ? null : utcOf(event.expires_at),
        closed_at: null,
        price_at: at,
        expiry_at: at,
      },
    };
  }
  if (order === undefined)
    return reject("unknown_order", `There is no ${kind} "${orderId}"; send its creation first.`);
  const isOver = order.closed_at !== null && compareUtc(at, order.closed_at) >= 0;
  if (isOver)
    return reject(
      "order_not_active",
      `The ${kind} "${orderId}" was ${order.status} at ${order.closed_at}: nothing more can happen to it.`,
    );
  if (event.type === "listing_changed" || event.type === "offer_changed")
    return change(event, order, at);
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

/** Each term has its latest value by own time; of two at the same moment, the one that arrived last. */
const change = (
  event: Extract<OrderEvent, { type: "listing_changed" | "offer_changed" }>,
  order: OrderRow,
  at: string,
): Applied => {
  const hasPrice = event.price !== undefined && compareUtc(at, order.price_at) >= 0;
  const hasExpiry = event.expires_at !== undefined && compareUtc(at, order.expiry_at) >= 0;
  if (!hasPrice && !hasExpiry) return { outcome: STALE };
  const changed: OrderRow = {
    ...order,
    ...(hasPrice ? { price: event.price as string, price_at: at } : {}),
    ...(hasExpiry ? { expires_at: utcOf(event.expires_at as string), expiry_at: at } : {}),
  };
  // Of an order that has ended since, the last price is kept as it was: it may be the last floor.
  return { outcome: order.closed_at === null ? RECORDED : STALE, order: changed };
};

const tradeLog = (event: TradeEvent): NewEvent => ({
  eid: eidOf(event),
  digest: digestOf(event),
  type: "trade",
  at: utcOf(event.at),
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
    traded_at: utcOf(event.at),
    ...present("sender", event.owner),
  },
});

const orderLog = (event: OrderEvent, order: OrderRow): NewEvent => {
  const { domain } = order;
  const traceparent = event.traceparent ?? null;
  const common = {
    eid: eidOf(event),
    digest: digestOf(event),
    at: utcOf(event.at),
    domain,
    traceparent,
  };
  return "listing_id" in event
    ? { ...common, ...listingLog(event, order) }
    : { ...common, ...offerLog(event, order) };
};

/** The part of a log event that its type decides. */
type TypeAndData = NewEvent extends infer Event
  ? Event extends NewEvent
    ? Pick<Event, "type" | "data">
    : never
  : never;

const listingLog = (
  event: Extract<OrderEvent, { listing_id: string }>,
  { domain, price, currency, expires_at, owner }: OrderRow,
): TypeAndData => {
  const named = { listing_id: event.listing_id, domain, ...senderOf(owner) };
  const terms = { ...named, price, currency, expires_at };
  switch (event.type) {
    case "listing_created":
      return { type: event.type, data: { ...terms, ...present("seller", event.seller) } };
    case "listing_changed":
      return { type: event.type, data: terms };
    case "listing_filled": {
      const sold = { ...named, price: event.price ?? price };
      return { type: event.type, data: { ...sold, ...present("buyer", event.buyer) } };
    }
    case "listing_cancelled":
      return { type: event.type, data: { ...named, reason: "cancelled" } };
    case "listing_expired":
      break;
  }
  return { type: "listing_cancelled", data: { ...named, reason: "expired" } };
};

const offerLog = (
  event: Extract<OrderEvent, { offer_id: string }>,
  { domain, price, currency, expires_at, owner }: OrderRow,
): TypeAndData => {
  const named = { offer_id: event.offer_id, domain, ...senderOf(owner) };
  const terms = { ...named, price, currency, expires_at };
  switch (event.type) {
    case "offer_created":
      return { type: event.type, data: { ...terms, ...present("buyer", event.buyer) } };
    case "offer_changed":
      return { type: event.type, data: terms };
    case "offer_accepted": {
      const bought = { ...named, price: event.price ?? price };
      return { type: event.type, data: { ...bought, ...present("seller", event.seller) } };
    }
    case "offer_cancelled":
      return { type: event.type, data: { ...named, reason: "cancelled" } };
    case "offer_expired":
      break;
  }
  return { type: "offer_cancelled", data: { ...named, reason: "expired" } };
};

/** An order is named by its id and the key that sent it. */
const senderOf = (owner: string): { sender?: string } =>
  owner === NOBODY ? {} : { sender: owner };

const present = <Name extends string>(
  name: Name,
  account: string | undefined,
): Partial<Record<Name, string>> =>
  account === undefined ? {} : ({ [name]: account } as Record<Name, string>);
