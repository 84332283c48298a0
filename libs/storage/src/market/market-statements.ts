/** What is known of a group's events: ids told before, the orders that they are about, and the trades around theirs. */
export const LOAD_KNOWN = `
SELECT
  ARRAY(SELECT eid FROM events WHERE eid = ANY ($1::text[])) AS eids,
  ARRAY(SELECT trade_id FROM trades WHERE trade_id = ANY ($2::text[])) AS trade_ids,
  (SELECT coalesce(json_agg(o), '[]') FROM (
    SELECT o.kind, o.order_id, o.domain, o.price::text, o.currency, o.status, o.created_at, o.expires_at, o.closed_at,
      o.price_told, o.expiry_told
    FROM unnest($3::text[], $4::text[]) AS wanted(kind, order_id) JOIN orders o USING (kind, order_id)
  ) o) AS orders,
  (SELECT coalesce(json_agg(t), '[]') FROM (
    SELECT t.* FROM unnest($5::text[], $6::timestamptz[], $7::timestamptz[]) AS around(domain, since, until)
    CROSS JOIN LATERAL (
      SELECT trade_id, domain, at, price::text, quantity::text, currency, buyer, seller, venue_kind, flags FROM trades
      WHERE trades.domain = around.domain AND trades.at BETWEEN around.since AND around.until
      ORDER BY trades.at DESC, trades.trade_id DESC LIMIT $8
    ) t
  ) t) AS trades`;

/**
 * Stores new trades and new flags on old ones. A trade holds the running sums of its domain up to itself, by own time:
 * what comes in behind others, or weighs less from now on, moves the sums of all that follow it.
 *
 * $1 is one row a change: a new trade, or one that is stored and gets flags. \`share\` is how much of its quantity a
 * trade weighs, \`was\` how much it did.
 */
export const STORE_TRADES = `
WITH changes AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS x(trade_id text, domain text, at timestamptz, price numeric,
    quantity numeric, currency text, buyer text, seller text, venue_kind text, flags text[], share numeric, was numeric,
    is_new boolean, newly_flagged integer)
), reflagged AS MATERIALIZED (
  SELECT trade_id, quantity, share, was, flags FROM changes WHERE NOT is_new
), touched AS (
  SELECT c.*, c.price * c.quantity * (c.share - c.was) AS pw, c.quantity * (c.share - c.was) AS w,
    c.is_new::integer AS n, false AS is_stored
  FROM changes c
  UNION ALL
  SELECT t.trade_id, t.domain, t.at, t.price, t.quantity, t.currency, t.buyer, t.seller, t.venue_kind, t.flags, NULL, NULL, false, 0,
    0, 0, 0, true
  FROM (SELECT domain, min(at) AS at FROM changes GROUP BY domain) earliest
  JOIN trades t ON t.domain = earliest.domain AND t.at >= earliest.at
), sums AS MATERIALIZED (
  SELECT touched.*, sum(pw) OVER upto AS sum_pw, sum(w) OVER upto AS sum_w, sum(n) OVER upto AS sum_n,
    sum(newly_flagged) OVER upto AS sum_f
  FROM touched
  WINDOW upto AS (PARTITION BY domain ORDER BY at, trade_id, is_stored)
), inserted AS (
  INSERT INTO trades (trade_id, domain, at, price, quantity, currency, buyer, seller, venue_kind, flags, weight,
    cum_price_weight, cum_weight, cum_count, cum_flagged)
  SELECT s.trade_id, s.domain, s.at, s.price, s.quantity, s.currency, s.buyer, s.seller, s.venue_kind, s.flags, s.quantity * s.share,
    coalesce(prior.cum_price_weight, 0) + s.sum_pw, coalesce(prior.cum_weight, 0) + s.sum_w,
    coalesce(prior.cum_count, 0) + s.sum_n, coalesce(prior.cum_flagged, 0) + s.sum_f
  FROM sums s LEFT JOIN LATERAL (
    SELECT p.cum_price_weight, p.cum_weight, p.cum_count, p.cum_flagged FROM trades p
    WHERE p.domain = s.domain AND (p.at, p.trade_id) < (s.at, s.trade_id)
    ORDER BY p.at DESC, p.trade_id DESC LIMIT 1
  ) prior ON true
  WHERE s.is_new
)
UPDATE trades t SET
  cum_price_weight = t.cum_price_weight + s.sum_pw,
  cum_weight = t.cum_weight + s.sum_w,
  cum_count = t.cum_count + s.sum_n,
  cum_flagged = t.cum_flagged + s.sum_f,
  weight = t.weight + coalesce(c.quantity * (c.share - c.was), 0),
  flags = coalesce(c.flags, t.flags)
FROM sums s LEFT JOIN reflagged c ON c.trade_id = s.trade_id
WHERE s.is_stored AND t.trade_id = s.trade_id
  AND (c.trade_id IS NOT NULL OR s.sum_w <> 0 OR s.sum_n <> 0 OR s.sum_f <> 0)`;

/** Stores orders as they are now; $1 is one row an order. */
export const STORE_ORDERS = `
INSERT INTO orders AS o (kind, order_id, domain, price, currency, status, created_at, expires_at, closed_at, price_told,
  expiry_told)
SELECT * FROM json_to_recordset($1::json) AS x(kind text, order_id text, domain text, price numeric, currency text,
  status text, created_at timestamptz, expires_at timestamptz, closed_at timestamptz, price_told text, expiry_told text)
ON CONFLICT (kind, order_id) DO UPDATE SET
  price = excluded.price, status = excluded.status, expires_at = excluded.expires_at, closed_at = excluded.closed_at,
  price_told = excluded.price_told, expiry_told = excluded.expiry_told`;

/**
 * Computes what trades say of these domains anew, by one probe of an index for the sums and one for the newest sales, and
 * marks the domains as moved.
 *
 * $1 domains, $2 and $3 the newest own time that was told of each and its traceparent, $4 the stream's head, $5 the share
 * of its quantity that a flagged trade weighs.
 */
export const REFRESH_TRADES = `
INSERT INTO domain_states AS s (domain, trade_count, cum_price_weight, cum_weight, flagged_count, flagged_weight,
  recent_sales, last_signal_at, moved_at, moved_seq, moved_tp)
SELECT d.domain, coalesce(sums.cum_count, 0), coalesce(sums.cum_price_weight, 0), coalesce(sums.cum_weight, 0),
  coalesce(sums.cum_flagged, 0), $5::numeric, sales.newest, d.at, clock_timestamp(), $4::bigint, d.tp
FROM unnest($1::text[], $2::timestamptz[], $3::text[]) AS d(domain, at, tp)
LEFT JOIN LATERAL (
  SELECT t.cum_count, t.cum_price_weight, t.cum_weight, t.cum_flagged FROM trades t
  WHERE t.domain = d.domain ORDER BY t.at DESC, t.trade_id DESC LIMIT 1
) sums ON true
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_array(n.price::text, (extract(epoch FROM n.at) * 1000)::bigint)), '[]') AS newest
  FROM (SELECT t.price, t.at FROM trades t WHERE t.domain = d.domain ORDER BY t.at DESC, t.trade_id DESC LIMIT 25) n
) sales
ON CONFLICT (domain) DO UPDATE SET
  trade_count = excluded.trade_count, cum_price_weight = excluded.cum_price_weight, cum_weight = excluded.cum_weight,
  flagged_count = excluded.flagged_count, flagged_weight = excluded.flagged_weight,
  recent_sales = excluded.recent_sales,
  last_signal_at = greatest(s.last_signal_at, excluded.last_signal_at),
  moved_at = coalesce(s.moved_at, excluded.moved_at), moved_seq = excluded.moved_seq, moved_tp = excluded.moved_tp`;

/**
 * The same of what their books say: an active order more or less changes every figure of its side. The exact median of
 * decimals is the mean of the lower and the upper one. Without a listing, the last floor is the price of the one that
 * ended last.
 *
 * $1 to $4 as above.
 */
export const REFRESH_BOOKS = `
INSERT INTO domain_states AS s (domain, best_bid, median_bid, bid_count, floor_ask, median_ask, ask_count, last_floor,
  last_signal_at, moved_at, moved_seq, moved_tp)
SELECT d.domain, book.best_bid, book.median_bid, book.bid_count, book.floor_ask, book.median_ask, book.ask_count,
  coalesce(book.floor_ask, ended.price), d.at, clock_timestamp(), $4::bigint, d.tp
FROM unnest($1::text[], $2::timestamptz[], $3::text[]) AS d(domain, at, tp)
CROSS JOIN LATERAL (
  SELECT
    max(o.price) FILTER (WHERE o.kind = 'offer') AS best_bid,
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY o.price) FILTER (WHERE o.kind = 'offer')
      + percentile_disc(0.5) WITHIN GROUP (ORDER BY o.price DESC) FILTER (WHERE o.kind = 'offer')) / 2 AS median_bid,
    count(*) FILTER (WHERE o.kind = 'offer') AS bid_count,
    min(o.price) FILTER (WHERE o.kind = 'listing') AS floor_ask,
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY o.price) FILTER (WHERE o.kind = 'listing')
      + percentile_disc(0.5) WITHIN GROUP (ORDER BY o.price DESC) FILTER (WHERE o.kind = 'listing')) / 2 AS median_ask,
    count(*) FILTER (WHERE o.kind = 'listing') AS ask_count
  FROM orders o WHERE o.domain = d.domain AND o.status = 'active'
) book
LEFT JOIN LATERAL (
  SELECT o.price FROM orders o
  WHERE o.domain = d.domain AND o.kind = 'listing' AND o.status <> 'active'
  ORDER BY o.closed_at DESC, o.order_id DESC LIMIT 1
) ended ON true
ON CONFLICT (domain) DO UPDATE SET
  best_bid = excluded.best_bid, median_bid = excluded.median_bid, bid_count = excluded.bid_count,
  floor_ask = excluded.floor_ask, median_ask = excluded.median_ask, ask_count = excluded.ask_count,
  last_floor = excluded.last_floor,
  last_signal_at = greatest(s.last_signal_at, excluded.last_signal_at),
  moved_at = coalesce(s.moved_at, excluded.moved_at), moved_seq = excluded.moved_seq, moved_tp = excluded.moved_tp`;
