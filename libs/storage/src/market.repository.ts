import { DEFAULT_DISPUTE_QUORUM } from "#contracts";
import { randomUUID } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";

import { Database } from "./database.js";
import { withStreamHead } from "./stream-head.js";

/** A sale that took place. `price` and `quantity` are decimal strings above zero. */
export interface Trade {
  /** The sender's own id: the same trade told twice is one trade. */
  readonly tradeId: string;
  readonly domain: string;
  readonly at: Date;
  readonly price: string;
  readonly quantity: string;
  readonly currency: string;
  readonly buyer?: string;
  readonly seller?: string;
}

/** A listing (an ask) or an offer (a bid). */
export interface Order {
  readonly orderId: string;
  readonly kind: "listing" | "offer";
  readonly domain: string;
  readonly price: string;
  readonly currency: string;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
}

/**
 * Market data in, one event each, and the domain's row of state kept current in the same commit. Whatever arrives,
 * in whatever order, a domain's state depends on the events' own times alone.
 */
export class MarketRepository {
  private readonly database: Database;

  constructor(private readonly dataSource: DataSource) {
    this.database = new Database(dataSource);
  }

  /** @returns false when this trade is known already */
  recordTrade(trade: Trade, traceparent: string | null = null): Promise<boolean> {
    return withStreamHead(this.dataSource, async (manager, append) => {
      const inserted = await manager.query<unknown[]>(
        `INSERT INTO trades (trade_id, domain, at, price, quantity, currency, buyer, seller, weight,
           cum_price_weight, cum_weight, cum_count)
         SELECT $1, $2, $3, $4::numeric, $5::numeric, $6, $7, $8, $5::numeric,
           coalesce(prior.cum_price_weight, 0) + $4::numeric * $5::numeric,
           coalesce(prior.cum_weight, 0) + $5::numeric,
           coalesce(prior.cum_count, 0) + 1
         FROM (SELECT 1) one LEFT JOIN LATERAL (
           SELECT cum_price_weight, cum_weight, cum_count FROM trades
           WHERE domain = $2 AND (at, trade_id) < ($3, $1) ORDER BY at DESC, trade_id DESC LIMIT 1
         ) prior ON true
         ON CONFLICT (trade_id) DO NOTHING RETURNING trade_id`,
        [
          trade.tradeId,
          trade.domain,
          trade.at,
          trade.price,
          trade.quantity,
          trade.currency,
          trade.buyer ?? null,
          trade.seller ?? null,
        ],
      );
      if (inserted.length === 0) return false;
      // A trade that arrives late moves the running sums of those that came after it.
      await manager.query(
        `UPDATE trades SET cum_price_weight = cum_price_weight + $4::numeric * $5::numeric,
           cum_weight = cum_weight + $5::numeric, cum_count = cum_count + 1
         WHERE domain = $2 AND (at, trade_id) > ($3, $1)`,
        [trade.tradeId, trade.domain, trade.at, trade.price, trade.quantity],
      );
      await manager.query(
        `INSERT INTO domain_states AS s (domain, trade_count, cum_price_weight, cum_weight, recent_sales, last_signal_at)
         VALUES ($1, 1, $2::numeric * $3::numeric, $3::numeric, (${RECENT_SALES}), $4)
         ON CONFLICT (domain) DO UPDATE SET
           trade_count = s.trade_count + 1,
           cum_price_weight = s.cum_price_weight + excluded.cum_price_weight,
           cum_weight = s.cum_weight + excluded.cum_weight,
           recent_sales = excluded.recent_sales,
           last_signal_at = greatest(s.last_signal_at, excluded.last_signal_at)`,
        [trade.domain, trade.price, trade.quantity, trade.at],
      );
      await append({
        eid: `t-${trade.tradeId}`,
        type: "trade",
        at: new Date(),
        domain: trade.domain,
        traceparent,
        data: {
          domain: trade.domain,
          price: trade.price,
          quantity: trade.quantity,
          currency: trade.currency,
          ...(trade.buyer === undefined ? {} : { buyer: trade.buyer }),
          ...(trade.seller === undefined ? {} : { seller: trade.seller }),
          traded_at: trade.at.toISOString(),
        },
      });
      return true;
    });
  }

  /** @returns false when this order is known already */
  placeOrder(order: Order, traceparent: string | null = null): Promise<boolean> {
    return withStreamHead(this.dataSource, async (manager, append) => {
      const inserted = await manager.query<unknown[]>(
        `INSERT INTO orders (order_id, kind, domain, price, currency, status, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, 'active', $6, $7) ON CONFLICT (order_id) DO NOTHING RETURNING order_id`,
        [
          order.orderId,
          order.kind,
          order.domain,
          order.price,
          order.currency,
          order.createdAt,
          order.expiresAt ?? null,
        ],
      );
      if (inserted.length === 0) return false;
      await refreshBook(manager, order.domain, order.createdAt);
      const common = {
        domain: order.domain,
        price: order.price,
        currency: order.currency,
        expires_at: order.expiresAt?.toISOString() ?? null,
      };
      const event = {
        eid: `o-${order.orderId}-created`,
        at: new Date(),
        domain: order.domain,
        traceparent,
      };
      if (order.kind === "listing") {
        await append({
          ...event,
          type: "listing_created",
          data: { listing_id: order.orderId, ...common },
        });
      } else {
        await append({
          ...event,
          type: "offer_created",
          data: { offer_id: order.orderId, ...common },
        });
      }
      return true;
    });
  }

  /** Takes an order out of the book. @returns false when there is no such active order */
  closeOrder(
    orderId: string,
    status: "filled" | "cancelled" | "expired",
    at: Date,
    traceparent: string | null = null,
  ): Promise<boolean> {
    return withStreamHead(this.dataSource, async (manager, append) => {
      const [rows] = await manager.query<
        [{ kind: Order["kind"]; domain: string; price: string }[], number]
      >(
        `UPDATE orders SET status = $2, closed_at = $3 WHERE order_id = $1 AND status = 'active'
         RETURNING kind, domain, price::text`,
        [orderId, status, at],
      );
      const [row] = rows;
      if (row === undefined) return false;
      await refreshBook(manager, row.domain, at);
      const event = {
        eid: `o-${orderId}-${status}`,
        at: new Date(),
        domain: row.domain,
        traceparent,
      };
      const { domain, price } = row;
      if (row.kind === "listing") {
        await (status === "filled"
          ? append({
              ...event,
              type: "listing_filled",
              data: { listing_id: orderId, domain, price },
            })
          : append({ ...event, type: "listing_cancelled", data: { listing_id: orderId, domain } }));
      } else {
        await (status === "filled"
          ? append({ ...event, type: "offer_accepted", data: { offer_id: orderId, domain, price } })
          : append({ ...event, type: "offer_cancelled", data: { offer_id: orderId, domain } }));
      }
      return true;
    });
  }

  /** Takes what has expired out of the books. @returns how many orders that were. @throws StorageUnavailableError */
  async expireOrders(now: Date, limit = 500): Promise<number> {
    const due = await this.database.run<{ order_id: string }>(
      "due orders",
      `SELECT order_id FROM orders WHERE status = 'active' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
      [now, limit],
    );
    for (const { order_id: orderId } of due) await this.closeOrder(orderId, "expired", now);
    return due.length;
  }

  /** Replaces a domain's value until `expiresAt`. */
  async override(domain: string, value: string, expiresAt: Date): Promise<void> {
    await withStreamHead(this.dataSource, (manager) =>
      manager.query(
        `INSERT INTO domain_states (domain, override_value, override_expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (domain) DO UPDATE SET override_value = excluded.override_value,
           override_expires_at = excluded.override_expires_at`,
        [domain, value, expiresAt],
      ),
    );
  }

  /** Opens a dispute over a domain's value. @throws when one is open already */
  openDispute(domain: string, reason: string, quorum = DEFAULT_DISPUTE_QUORUM): Promise<string> {
    return withStreamHead(this.dataSource, async (manager, append) => {
      const disputeId = randomUUID();
      await manager.query(
        `INSERT INTO disputes (dispute_id, domain, reason, quorum, status, opened_at) VALUES ($1, $2, $3, $4, 'open', now())`,
        [disputeId, domain, reason, quorum],
      );
      await manager.query(
        `INSERT INTO domain_states (domain, dispute_id, dispute_votes, dispute_quorum) VALUES ($1, $2, 0, $3)
         ON CONFLICT (domain) DO UPDATE SET dispute_id = $2, dispute_votes = 0, dispute_quorum = $3`,
        [domain, disputeId, quorum],
      );
      const data = { dispute_id: disputeId, domain, reason, quorum };
      await append({
        eid: `d-${disputeId}-opened`,
        type: "dispute_opened",
        at: new Date(),
        domain,
        traceparent: null,
        data,
      });
      return disputeId;
    });
  }

  /** Counts a vote; a voter's second is not counted. @returns the votes there are now */
  voteInDispute(disputeId: string, voter: string): Promise<number> {
    return withStreamHead(this.dataSource, async (manager, append) => {
      const counted = await manager.query<unknown[]>(
        `INSERT INTO dispute_votes (dispute_id, voter, at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING RETURNING voter`,
        [disputeId, voter],
      );
      const [rows] = await manager.query<
        [{ domain: string; dispute_votes: number; dispute_quorum: number }[], number]
      >(
        `UPDATE domain_states s SET dispute_votes = (SELECT count(*) FROM dispute_votes WHERE dispute_id = $1)
         FROM disputes d WHERE d.dispute_id = $1 AND d.status = 'open' AND s.domain = d.domain
         RETURNING s.domain, s.dispute_votes, s.dispute_quorum`,
        [disputeId],
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`There is no open dispute ${disputeId}.`);
      // The vote that made the quorum announces it; one that was not counted announces nothing.
      if (counted.length > 0 && row.dispute_votes === row.dispute_quorum) {
        const data = { dispute_id: disputeId, domain: row.domain, votes: row.dispute_votes };
        await append({
          eid: `d-${disputeId}-quorum`,
          type: "dispute_quorum",
          at: new Date(),
          domain: row.domain,
          traceparent: null,
          data,
        });
      }
      return row.dispute_votes;
    });
  }
}

/** The newest 25 sales of the domain in $1, newest first, as [price, milliseconds]. */
const RECENT_SALES = `
SELECT coalesce(json_agg(json_build_array(price::text, (extract(epoch FROM at) * 1000)::bigint)), '[]')
FROM (SELECT price, at FROM trades WHERE domain = $1 ORDER BY at DESC, trade_id DESC LIMIT 25) newest`;

/**
 * Computes a domain's book anew from its active orders; a floor that is gone stays known as the last one. The exact
 * median of decimals is the mean of the lower and the upper one.
 */
const refreshBook = (manager: EntityManager, domain: string, at: Date): Promise<unknown> =>
  manager.query(
    `INSERT INTO domain_states AS s (domain, best_bid, median_bid, bid_count, floor_ask, median_ask, ask_count, last_floor, last_signal_at)
     SELECT $1,
       max(price) FILTER (WHERE kind = 'offer'),
       (percentile_disc(0.5) WITHIN GROUP (ORDER BY price) FILTER (WHERE kind = 'offer')
         + percentile_disc(0.5) WITHIN GROUP (ORDER BY price DESC) FILTER (WHERE kind = 'offer')) / 2,
       count(*) FILTER (WHERE kind = 'offer'),
       min(price) FILTER (WHERE kind = 'listing'),
       (percentile_disc(0.5) WITHIN GROUP (ORDER BY price) FILTER (WHERE kind = 'listing')
         + percentile_disc(0.5) WITHIN GROUP (ORDER BY price DESC) FILTER (WHERE kind = 'listing')) / 2,
       count(*) FILTER (WHERE kind = 'listing'),
       min(price) FILTER (WHERE kind = 'listing'),
       $2::timestamptz
     FROM orders WHERE domain = $1 AND status = 'active'
     ON CONFLICT (domain) DO UPDATE SET
       best_bid = excluded.best_bid, median_bid = excluded.median_bid, bid_count = excluded.bid_count,
       floor_ask = excluded.floor_ask, median_ask = excluded.median_ask, ask_count = excluded.ask_count,
       last_floor = coalesce(excluded.last_floor, s.last_floor),
       last_signal_at = greatest(s.last_signal_at, excluded.last_signal_at)`,
    [domain, at],
  );
