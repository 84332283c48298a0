import { MAX_RECENT_SALES } from "#contracts";

import { utcColumn } from "../db/utc-time.js";

/**
 * What is known of a group's events: which ids were stored before, the orders that they are about, and the trades around
 * theirs.
 *
 * $1 names in the log, $2 trade ids and $3 their owners, $4 to $6 kinds, ids and owners of orders, $7 domains with $8
 * and $9 from when to when their trades matter, $10 how many of a domain at the most.
 */
export const LOAD_KNOWN = `
SELECT
  (SELECT coalesce(json_agg(json_build_object('eid', e.eid, 'digest', encode(e.digest, 'hex'), 'at', e.at)), '[]')
    FROM events e WHERE e.eid = ANY ($1::text[])) AS logged,
  (SELECT coalesce(json_agg(t), '[]') FROM (
    SELECT t.owner, t.trade_id, t.domain, t.at, t.price::text, t.quantity::text, t.currency, t.buyer, t.seller, t.venue_kind,
      t.flags, t.arrived
    FROM unnest($2::text[], $3::text[]) AS wanted(trade_id, owner) JOIN trades t USING (trade_id, owner)
  ) t) AS recorded,
  (SELECT coalesce(json_agg(o), '[]') FROM (
    SELECT o.kind, o.owner, o.order_id, o.domain, o.price::text, o.currency, o.status, o.created_at, o.expires_at,
      o.closed_at, o.price_at, o.expiry_at
    FROM unnest($4::text[], $5::text[], $6::text[]) AS wanted(kind, order_id, owner)
    JOIN orders o USING (kind, order_id, owner)
  ) o) AS orders,
  (SELECT coalesce(json_agg(t), '[]') FROM (
    SELECT t.* FROM unnest($7::text[], $8::timestamptz[], $9::timestamptz[]) AS around(domain, since, until)
    CROSS JOIN LATERAL (
      SELECT owner, trade_id, domain, at, price::text, quantity::text, currency, buyer, seller, venue_kind,
        flags, arrived
      FROM trades WHERE trades.domain = around.domain AND trades.at BETWEEN around.since AND around.until
      ORDER BY trades.at DESC, trades.arrived DESC LIMIT $10
    ) t
  ) t) AS trades`;

/**
 * Stores new trades, in the order in which they are given, and new flags on old ones. The sums of what they weigh are
 * kept by the minute of their own time, so that it does not matter how many came before or behind. Of what happened a day
 * before a domain's newest trade no minute is kept: no window reaches back to there any more.
 *
 * $1 is one row a change: a new trade, or one that is stored and gets flags. \`share\` is how much of its quantity a
 * trade weighs, \`was\` how much it did.
 */
export const STORE_TRADES = `
WITH changes AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS x(owner text, trade_id text, domain text, at timestamptz, price numeric,
    quantity numeric, currency text, buyer text, seller text, venue_kind text, flags text[], share numeric, was numeric,
    is_new boolean, newly_flagged integer)
), inserted AS (
  INSERT INTO trades (owner, trade_id, domain, at, price, quantity, currency, buyer, seller, venue_kind, flags, weight)
  SELECT owner, trade_id, domain, at, price, quantity, currency, buyer, seller, venue_kind, flags, quantity * share
  FROM changes WHERE is_new
), newest AS MATERIALIZED (
  SELECT touched.domain, greatest(touched.at, stored.at) AS at
  FROM (SELECT domain, max(at) AS at FROM changes GROUP BY domain) touched
  LEFT JOIN LATERAL (
    SELECT t.at FROM trades t WHERE t.domain = touched.domain ORDER BY t.at DESC LIMIT 1
  ) stored ON true
), minutes AS (
  INSERT INTO trade_minutes AS m (domain, minute, price_weight, weight, count, flagged)
  SELECT c.domain, date_trunc('minute', c.at, 'UTC') AS minute, sum(c.price * c.quantity * (c.share - c.was)),
    sum(c.quantity * (c.share - c.was)), sum(c.is_new::integer), sum(c.newly_flagged)
  FROM changes c JOIN newest USING (domain)
  WHERE c.at > newest.at - interval '1 day'
  GROUP BY c.domain, minute ORDER BY c.domain, minute
  ON CONFLICT (domain, minute) DO UPDATE SET
    price_weight = m.price_weight + excluded.price_weight, weight = m.weight + excluded.weight,
    count = m.count + excluded.count, flagged = m.flagged + excluded.flagged
)
UPDATE trades t SET weight = t.weight + c.quantity * (c.share - c.was), flags = c.flags
FROM changes c WHERE NOT c.is_new AND t.trade_id = c.trade_id AND t.owner = c.owner`;

/** Stores orders as they are now; $1 is one row an order, in the order in which they changed. */
export const STORE_ORDERS = `
INSERT INTO orders AS o (kind, owner, order_id, domain, price, currency, status, created_at, expires_at, closed_at,
  price_at, expiry_at, ended)
SELECT x.*, CASE WHEN x.closed_at IS NOT NULL THEN nextval('order_ends') END
FROM json_to_recordset($1::json) AS x(kind text, owner text, order_id text, domain text, price numeric, currency text,
  status text, created_at timestamptz, expires_at timestamptz, closed_at timestamptz, price_at timestamptz,
  expiry_at timestamptz)
ON CONFLICT (kind, order_id, owner) DO UPDATE SET
  price = excluded.price, status = excluded.status, expires_at = excluded.expires_at, closed_at = excluded.closed_at,
  price_at = excluded.price_at, expiry_at = excluded.expiry_at, ended = coalesce(o.ended, excluded.ended)`;

/** Orders of one side that the median is of at the most: those nearest to a deal. */
const MAX_MEDIAN_ORDERS = 1_000;

/**
 * Computes what trades say of these domains anew, by one probe of an index for the newest sales, adds what is new to the
 * counts, and marks the domains as moved.
 *
 * $1 domains, $2 and $3 the newest own time that was reported of each and its traceparent, $4 the stream's head, $5 the share
 * of its quantity that a flagged trade weighs, $6 and $7 how many trades and how many flagged ones there are more.
 */
export const REFRESH_TRADES = `
INSERT INTO domain_states AS s (domain, trade_count, flagged_count, flagged_weight, recent_sales, last_trade_at,
  last_signal_at, moved_at, moved_seq, moved_tp)
SELECT d.domain, d.more, d.flagged, $5::numeric, sales.newest, sales.last_at, d.at, clock_timestamp(), $4::bigint, d.tp
FROM unnest($1::text[], $2::timestamptz[], $3::text[], $6::integer[], $7::integer[]) AS d(domain, at, tp, more, flagged)
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_array(n.price::text, (extract(epoch FROM n.at) * 1000)::bigint)), '[]') AS newest,
    max(n.at) AS last_at
  FROM (SELECT t.price, t.at FROM trades t WHERE t.domain = d.domain
    ORDER BY t.at DESC, t.arrived DESC LIMIT ${MAX_RECENT_SALES}) n
) sales
ON CONFLICT (domain) DO UPDATE SET
  trade_count = s.trade_count + excluded.trade_count, flagged_count = s.flagged_count + excluded.flagged_count,
  flagged_weight = excluded.flagged_weight, recent_sales = excluded.recent_sales,
  last_trade_at = excluded.last_trade_at,
  last_signal_at = greatest(s.last_signal_at, excluded.last_signal_at),
  moved_at = coalesce(s.moved_at, excluded.moved_at), moved_seq = excluded.moved_seq, moved_tp = excluded.moved_tp`;

/** The best price of a side, and the median of the orders that are nearest to a deal. */
const sideOf = (kind: "offer" | "listing", best: "max" | "min", direction: "ASC" | "DESC") => `
  SELECT ${best}(near.price) AS best,
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY near.price)
      + percentile_disc(0.5) WITHIN GROUP (ORDER BY near.price DESC)) / 2 AS median
  FROM (
    SELECT o.price FROM orders o WHERE o.domain = d.domain AND o.kind = '${kind}' AND o.status = 'active'
    ORDER BY o.price ${direction} LIMIT ${MAX_MEDIAN_ORDERS}
  ) near`;

/**
 * The same of what their books say. The exact median of decimals is the mean of the lower and the upper one. Without a
 * listing, the last floor is the price of the one that ended last.
 *
 * $1 to $4 as above, $5 and $6 how many active offers and listings there are more.
 */
export const REFRESH_BOOKS = `
INSERT INTO domain_states AS s (domain, best_bid, median_bid, bid_count, floor_ask, median_ask, ask_count, last_floor,
  last_signal_at, moved_at, moved_seq, moved_tp)
SELECT d.domain, bid.best, bid.median, d.bids, ask.best, ask.median, d.asks, coalesce(ask.best, ended.price), d.at,
  clock_timestamp(), $4::bigint, d.tp
FROM unnest($1::text[], $2::timestamptz[], $3::text[], $5::integer[], $6::integer[]) AS d(domain, at, tp, bids, asks)
CROSS JOIN LATERAL (${sideOf("offer", "max", "DESC")}) bid
CROSS JOIN LATERAL (${sideOf("listing", "min", "ASC")}) ask
LEFT JOIN LATERAL (
  SELECT o.price FROM orders o
  WHERE o.domain = d.domain AND o.kind = 'listing' AND o.status <> 'active'
  ORDER BY o.closed_at DESC, o.ended DESC LIMIT 1
) ended ON true
ON CONFLICT (domain) DO UPDATE SET
  best_bid = excluded.best_bid, median_bid = excluded.median_bid, bid_count = s.bid_count + excluded.bid_count,
  floor_ask = excluded.floor_ask, median_ask = excluded.median_ask, ask_count = s.ask_count + excluded.ask_count,
  last_floor = coalesce(excluded.last_floor, s.last_floor),
  last_signal_at = greatest(s.last_signal_at, excluded.last_signal_at),
  moved_at = coalesce(s.moved_at, excluded.moved_at), moved_seq = excluded.moved_seq, moved_tp = excluded.moved_tp`;

/** Active orders that have expired; $1 now, $2 how many at the most. */
export const DUE_ORDERS = `
SELECT kind, owner, order_id, ${utcColumn("expires_at")} AS expires_at
FROM orders WHERE status = 'active' AND orders.expires_at <= $1 ORDER BY orders.expires_at, arrived LIMIT $2`;
