import type { Database, Transaction } from "../db/database.js";
import { compareUtc, utcOf } from "#contracts";
import {
  eidOf,
  formerEidOf,
  KnownIds,
  type LoggedId,
  type MarketOutcome,
  NOBODY,
  orderKey,
  orderOf,
  type OrderRow,
  type PricedMarketEvent,
  reflag,
  type RiskPolicy,
  settle,
  type Settlement,
  type StoredTrade,
  type TradeChange,
} from "#market-rules";
import { utcOrNull } from "../db/utc-time.js";
import {
  DUE_ORDERS,
  LOAD_KNOWN,
  REFRESH_BOOKS,
  REFRESH_TRADES,
  STORE_ORDERS,
  STORE_TRADES,
} from "./market-statements.js";
import { withMarketLock, type Append } from "../log/stream-head.js";

/** The outcome of a group of events. */
export interface RecordedGroup {
  /** In the order of the events as they were given. */
  readonly outcomes: readonly MarketOutcome[];
  readonly headSeq: number;
  /** Whether the market of any domain has changed. */
  readonly hasMoved: boolean;
}

/** Orders that one call takes out of the books, at the most. */
const MAX_EXPIRED = 500;

interface Known {
  readonly logged: LoggedId[];
  readonly recorded: StoredTrade[];
  readonly orders: OrderRow[];
  readonly trades: StoredTrade[];
}

/**
 * Records market events: a log event each, and the domains' state in the same commit. However events arrive, in
 * any order and grouping, a domain's state depends only on the events' own times.
 */
export class MarketRepository {
  constructor(
    private readonly database: Database,
    private readonly risk: RiskPolicy,
  ) {}

  /**
   * Records a group of some hundred events in one commit and a constant number of statements. A rejected or
   * duplicate event changes nothing and does not affect the others.
   * @throws StorageUnavailableError nothing is recorded then
   */
  record(events: readonly PricedMarketEvent[]): Promise<RecordedGroup> {
    return withMarketLock(this.database, (transaction, append) =>
      this.recordWithin(transaction, append, events),
    );
  }

  /** Ends expired orders. @returns their number. @throws StorageUnavailableError */
  async expireOrders(now: Date): Promise<number> {
    const due = await this.database.read("due orders", DUE_ORDERS, [now, MAX_EXPIRED]);
    if (due.length === 0) return 0;
    return withMarketLock(this.database, async (transaction, append) => {
      // Read again under the lock: an order that was changed in the meantime may no longer be due.
      const rows = await transaction.run<DueOrder>("due orders", DUE_ORDERS, [now, MAX_EXPIRED]);
      const events = rows.map(expiryOf);
      if (events.length > 0) await this.recordWithin(transaction, append, events);
      return events.length;
    });
  }

  private async recordWithin(
    transaction: Transaction,
    append: Append,
    events: readonly PricedMarketEvent[],
  ): Promise<RecordedGroup> {
    const known = await this.load(transaction, events);
    const orders = new Map(known.orders.map((order) => [orderKey(order), inUtc(order)]));
    const settlement = settle(events, new KnownIds(known.logged, known.recorded), orders);
    const { changes, log: flagLog } = reflag(settlement.trades, known.trades, this.risk);
    if (changes.length > 0)
      await transaction.run("store trades", STORE_TRADES, [JSON.stringify(changes)]);
    if (settlement.orders.length > 0)
      await transaction.run("store orders", STORE_ORDERS, [JSON.stringify(settlement.orders)]);
    const headSeq = await append(...settlement.log, ...flagLog);
    const moved = movedDomains(settlement);
    const traded = tradesMore(changes);
    const booked = ordersMore(settlement.orders, orders);
    if (traded.size > 0)
      await transaction.run("refresh trades", REFRESH_TRADES, [
        ...marksOf([...traded.keys()], moved),
        headSeq,
        this.risk.flaggedWeight,
        [...traded.values()].map(({ trades }) => trades),
        [...traded.values()].map(({ flagged }) => flagged),
      ]);
    if (booked.size > 0)
      await transaction.run("refresh books", REFRESH_BOOKS, [
        ...marksOf([...booked.keys()], moved),
        headSeq,
        [...booked.values()].map(({ offer }) => offer),
        [...booked.values()].map(({ listing }) => listing),
      ]);
    return { outcomes: settlement.outcomes, headSeq, hasMoved: traded.size + booked.size > 0 };
  }

  private async load(
    transaction: Transaction,
    events: readonly PricedMarketEvent[],
  ): Promise<Known> {
    const named = events.flatMap((event) => (event.type === "trade" ? [] : [orderOf(event)]));
    const wanted = new Map(named.flatMap(withOwnerless).map((one) => [orderKey(one), one]));
    const sent = events
      .flatMap((event) => (event.isOurs === true ? [] : [{ id: event.id, owner: event.owner }]))
      .flatMap(withOwnerless);
    const around = spans(events, this.risk.windowMs);
    const [known] = await transaction.run<Known>("load known", LOAD_KNOWN, [
      events.flatMap((event) => [eidOf(event), ...formerEidsOf(event)]),
      sent.map(({ id }) => id),
      sent.map(({ owner }) => owner ?? NOBODY),
      [...wanted.values()].map(({ kind }) => kind),
      [...wanted.values()].map(({ order_id: orderId }) => orderId),
      [...wanted.values()].map(({ owner }) => owner),
      [...around.keys()],
      [...around.values()].map(({ sinceMs }) => new Date(sinceMs)),
      [...around.values()].map(({ untilMs }) => new Date(untilMs)),
      this.risk.maxTrades,
    ]);
    if (known === undefined) throw new Error("A SELECT without FROM gave no row.");
    return known;
  }
}

const formerEidsOf = (event: PricedMarketEvent): string[] => {
  const former = formerEidOf(event);
  return former === undefined ? [] : [former];
};

/** The rows that an id may refer to: the key's own, or one without owner from before ids belonged to keys. */
const withOwnerless = <Name extends { owner?: string | undefined }>(name: Name): Name[] =>
  (name.owner ?? NOBODY) === NOBODY ? [name] : [name, { ...name, owner: NOBODY }];

/** How many trades, and how many flagged ones, each domain has more. */
const tradesMore = (
  changes: readonly TradeChange[],
): Map<string, { trades: number; flagged: number }> => {
  const more = new Map<string, { trades: number; flagged: number }>();
  for (const { domain, is_new: isNew, newly_flagged: flagged } of changes) {
    const before = more.get(domain) ?? { trades: 0, flagged: 0 };
    more.set(domain, {
      trades: before.trades + (isNew ? 1 : 0),
      flagged: before.flagged + flagged,
    });
  }
  return more;
};

/** How many active orders of either kind each domain has more; below zero where there are fewer. */
const ordersMore = (
  after: readonly OrderRow[],
  before: ReadonlyMap<string, OrderRow>,
): Map<string, Record<OrderRow["kind"], number>> => {
  const active = (order: OrderRow | undefined): number => (order?.status === "active" ? 1 : 0);
  const more = new Map<string, Record<OrderRow["kind"], number>>();
  for (const order of after) {
    const counts = more.get(order.domain) ?? { offer: 0, listing: 0 };
    counts[order.kind] += active(order) - active(before.get(orderKey(order)));
    more.set(order.domain, counts);
  }
  return more;
};

/** From when to when trades matter to those of a group, by domain. */
const spans = (
  events: readonly PricedMarketEvent[],
  windowMs: number,
): Map<string, { sinceMs: number; untilMs: number }> => {
  const byDomain = new Map<string, { sinceMs: number; untilMs: number }>();
  for (const event of events) {
    if (event.type !== "trade") continue;
    const atMs = Date.parse(event.at);
    const before = byDomain.get(event.domain);
    byDomain.set(event.domain, {
      sinceMs: Math.min(before?.sinceMs ?? atMs, atMs - windowMs),
      untilMs: Math.max(before?.untilMs ?? atMs, atMs + windowMs),
    });
  }
  return byDomain;
};

/** What moved a domain last: its own time, and its trace. */
interface Move {
  readonly at: string;
  readonly traceparent: string | null;
}

/** The newest of what was logged of each domain, by own time. */
const movedDomains = ({ log }: Settlement): Map<string, Move> => {
  const moved = new Map<string, Move>();
  for (const { domain, at: loggedAt, traceparent } of log) {
    if (domain === null) continue;
    const at = typeof loggedAt === "string" ? loggedAt : loggedAt.toISOString();
    const newest = moved.get(domain);
    if (newest === undefined || compareUtc(newest.at, at) <= 0)
      moved.set(domain, { at, traceparent });
  }
  return moved;
};

/** Domains, and what moved each last, as columns. One of which only an older price came to light has no time. */
const marksOf = (
  domains: readonly string[],
  moved: ReadonlyMap<string, Move>,
): [readonly string[], (string | null)[], (string | null)[]] => [
  domains,
  domains.map((domain) => moved.get(domain)?.at ?? null),
  domains.map((domain) => moved.get(domain)?.traceparent ?? null),
];

const inUtc = (order: OrderRow): OrderRow => ({
  ...order,
  created_at: utcOf(order.created_at),
  expires_at: utcOrNull(order.expires_at),
  closed_at: utcOrNull(order.closed_at),
  price_at: utcOf(order.price_at),
  expiry_at: utcOf(order.expiry_at),
});

interface DueOrder {
  kind: OrderRow["kind"];
  owner: string;
  order_id: string;
  expires_at: string;
}

const expiryOf = ({
  kind,
  owner,
  order_id: orderId,
  expires_at: expiresAt,
}: DueOrder): PricedMarketEvent => {
  const common = { id: `${kind}-${orderId}`, at: utcOf(expiresAt), owner, isOurs: true };
  return kind === "listing"
    ? { ...common, type: "listing_expired", listing_id: orderId }
    : { ...common, type: "offer_expired", offer_id: orderId };
};
