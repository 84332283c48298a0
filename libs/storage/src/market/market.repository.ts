import type { DataSource, EntityManager } from "typeorm";

import { Database, runWithin } from "../db/database.js";
import {
  eidOf,
  type MarketOutcome,
  NO_RISK,
  orderKey,
  orderOf,
  type OrderRow,
  type PricedMarketEvent,
  reflag,
  type RiskPolicy,
  settle,
  type Settlement,
  type StoredTrade,
} from "#market-rules";
import {
  LOAD_KNOWN,
  REFRESH_BOOKS,
  REFRESH_TRADES,
  STORE_ORDERS,
  STORE_TRADES,
} from "./market-statements.js";
import { withMarketLock, type Append } from "../log/stream-head.js";

/** What became of a group of events. */
export interface RecordedGroup {
  /** In the order of the events as they were given. */
  readonly outcomes: readonly MarketOutcome[];
  readonly headSeq: number;
  /** Whether any domain's market is another than before. */
  readonly hasMoved: boolean;
}

interface Known {
  readonly eids: string[];
  readonly trade_ids: string[];
  readonly orders: OrderRow[];
  readonly trades: StoredTrade[];
}

/**
 * Market data in: a log event each, and the rows of the domains kept current in the same commit. Whatever arrives, in
 * whatever order and grouping, a domain's state depends on the events' own times alone.
 */
export class MarketRepository {
  private readonly database: Database;

  constructor(
    private readonly dataSource: DataSource,
    private readonly risk: RiskPolicy = NO_RISK,
  ) {
    this.database = new Database(dataSource);
  }

  /**
   * Records a group of events, some hundreds at the most, in one commit and a constant number of statements. One that is
   * refused or was told before changes nothing and does not sink the others.
   * @throws StorageUnavailableError nothing is recorded then
   */
  record(events: readonly PricedMarketEvent[]): Promise<RecordedGroup> {
    return withMarketLock(this.dataSource, (manager, append) =>
      this.recordWithin(manager, append, events),
    );
  }

  /** Takes what has expired out of the books. @returns how many orders that were. @throws StorageUnavailableError */
  async expireOrders(now: Date, limit = 500): Promise<number> {
    const due = await this.database.run("due orders", DUE_ORDERS, [now, limit]);
    if (due.length === 0) return 0;
    return withMarketLock(this.dataSource, async (manager, append) => {
      // Read again behind the lock: an order that was changed meanwhile may not be due any more.
      const rows = await manager.query<DueOrder[]>(DUE_ORDERS, [now, limit]);
      const events = rows.map(expiryOf);
      if (events.length > 0) await this.recordWithin(manager, append, events);
      return events.length;
    });
  }

  private async recordWithin(
    manager: EntityManager,
    append: Append,
    events: readonly PricedMarketEvent[],
  ): Promise<RecordedGroup> {
    const known = await this.load(manager, events);
    const seen = new Set([...known.eids.map((eid) => eid.slice(2)), ...known.trade_ids]);
    const orders = new Map(
      known.orders.map((order) => [orderKey(order.kind, order.order_id), inUtc(order)]),
    );
    const settlement = settle(events, seen, orders);
    const { changes, log: flagLog } = reflag(settlement.trades, known.trades, this.risk);
    if (changes.length > 0)
      await runWithin(manager, "store trades", STORE_TRADES, [JSON.stringify(changes)]);
    if (settlement.orders.length > 0)
      await runWithin(manager, "store orders", STORE_ORDERS, [JSON.stringify(settlement.orders)]);
    const headSeq = await append(...settlement.log, ...flagLog);
    const moved = movedDomains(settlement);
    const traded = new Set(settlement.trades.map(({ domain }) => domain));
    const booked = new Set(settlement.orders.map(({ domain }) => domain));
    if (traded.size > 0)
      await runWithin(manager, "refresh trades", REFRESH_TRADES, [
        ...marksOf([...traded], moved),
        headSeq,
        this.risk.flaggedWeight,
      ]);
    if (booked.size > 0)
      await runWithin(manager, "refresh books", REFRESH_BOOKS, [
        ...marksOf([...booked], moved),
        headSeq,
      ]);
    return { outcomes: settlement.outcomes, headSeq, hasMoved: traded.size + booked.size > 0 };
  }

  private async load(manager: EntityManager, events: readonly PricedMarketEvent[]): Promise<Known> {
    const orders = events.flatMap((event) => (event.type === "trade" ? [] : [orderOf(event)]));
    const wanted = new Map(orders.map((one) => [orderKey(one.kind, one.orderId), one]));
    const around = spans(events, this.risk.windowMs);
    const [known] = await runWithin<Known>(manager, "load known", LOAD_KNOWN, [
      events.map(({ id }) => eidOf(id)),
      events.map(({ id }) => id),
      [...wanted.values()].map(({ kind }) => kind),
      [...wanted.values()].map(({ orderId }) => orderId),
      [...around.keys()],
      [...around.values()].map(({ sinceMs }) => new Date(sinceMs)),
      [...around.values()].map(({ untilMs }) => new Date(untilMs)),
      this.risk.maxTrades,
    ]);
    if (known === undefined) throw new Error("A SELECT without FROM gave no row.");
    return known;
  }
}

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
  readonly at: Date;
  readonly traceparent: string | null;
}

/** The newest of what was logged of each domain, by own time. */
const movedDomains = ({ log }: Settlement): Map<string, Move> => {
  const moved = new Map<string, Move>();
  for (const { domain, at, traceparent } of log) {
    if (domain === null) continue;
    const newest = moved.get(domain);
    if (newest === undefined || newest.at <= at) moved.set(domain, { at, traceparent });
  }
  return moved;
};

/** Domains, and what moved each last, as columns. One of which only an older price came to light has no time. */
const marksOf = (
  domains: readonly string[],
  moved: ReadonlyMap<string, Move>,
): [readonly string[], (Date | null)[], (string | null)[]] => [
  domains,
  domains.map((domain) => moved.get(domain)?.at ?? null),
  domains.map((domain) => moved.get(domain)?.traceparent ?? null),
];

const utc = (time: string | null): string | null =>
  time === null ? null : new Date(time).toISOString();
const inUtc = (order: OrderRow): OrderRow => ({
  ...order,
  created_at: new Date(order.created_at).toISOString(),
  expires_at: utc(order.expires_at),
  closed_at: utc(order.closed_at),
});

const DUE_ORDERS = `
SELECT kind, order_id, expires_at FROM orders WHERE status = 'active' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`;

interface DueOrder {
  kind: OrderRow["kind"];
  order_id: string;
  expires_at: Date;
}

const expiryOf = ({
  kind,
  order_id: orderId,
  expires_at: expiresAt,
}: DueOrder): PricedMarketEvent => {
  const at = expiresAt.toISOString();
  const common = { id: `expiry ${kind} ${orderId}`, at };
  return kind === "listing"
    ? { ...common, type: "listing_expired", listing_id: orderId }
    : { ...common, type: "offer_expired", offer_id: orderId };
};
