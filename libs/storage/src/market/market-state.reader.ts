import { VWAP_WINDOW_MIN, type MarketState } from "#contracts";

import type { Database } from "../db/database.js";

const MINUTE_MS = 60_000;
const WINDOW_MS = VWAP_WINDOW_MIN * MINUTE_MS;

/**
 * One row a domain, and for one that traded within the window its sums by the minute, 720 at the most, and the single
 * trades of the minute that the window begins in. No history is ever read.
 *
 * $1 domains, $2 where the window begins, $3 the end of the minute that it begins in.
 */
const LOAD_STATES = `
SELECT s.domain, s.value::text, s.valued_at, s.recent_sales, s.best_bid::text, s.median_bid::text, s.bid_count,
  s.median_ask::text, s.ask_count, s.floor_ask::text, s.last_floor::text, s.last_signal_at, s.dispute_votes,
  s.dispute_quorum, s.override_value::text, s.override_expires_at,
  coalesce(sums.count, 0)::integer AS window_count, sums.price_weight::text AS window_price_weight,
  sums.weight::text AS window_weight, sums.flagged::integer AS window_flagged, s.flagged_weight::text
FROM unnest($1::text[]) AS wanted(domain)
JOIN domain_states s USING (domain)
LEFT JOIN LATERAL (
  SELECT sum(part.count) AS count, sum(part.price_weight) AS price_weight, sum(part.weight) AS weight,
    sum(part.flagged) AS flagged
  FROM (
    SELECT m.count, m.price_weight, m.weight, m.flagged FROM trade_minutes m
    WHERE m.domain = s.domain AND m.minute >= $3
    UNION ALL
    SELECT 1, t.price * t.weight, t.weight, (t.flags <> '{}')::integer FROM trades t
    WHERE t.domain = s.domain AND t.at > $2 AND t.at < $3
  ) part
) sums ON s.last_trade_at > $2`;

interface StateRow {
  domain: string;
  value: string | null;
  valued_at: Date | null;
  recent_sales: [price: string, atMs: number][];
  best_bid: string | null;
  median_bid: string | null;
  bid_count: number;
  median_ask: string | null;
  ask_count: number;
  floor_ask: string | null;
  last_floor: string | null;
  last_signal_at: Date | null;
  dispute_votes: number | null;
  dispute_quorum: number | null;
  override_value: string | null;
  override_expires_at: Date | null;
  window_count: number;
  window_price_weight: string | null;
  window_weight: string | null;
  window_flagged: number | null;
  flagged_weight: string | null;
}

/**
 * Reads the market state of these domains as of a moment, in one round trip. An unknown domain
 * is not in the map.
 * @throws StorageUnavailableError
 */
export const loadMarketStates = async (
  database: Pick<Database, "read">,
  domains: readonly string[],
  asOfMs: number,
): Promise<Map<string, MarketState>> => {
  const sinceMs = asOfMs - WINDOW_MS;
  const rows = await database.read<StateRow>("load market states", LOAD_STATES, [
    domains,
    new Date(sinceMs),
    new Date((Math.floor(sinceMs / MINUTE_MS) + 1) * MINUTE_MS),
  ]);
  return new Map(rows.map((row) => [row.domain, toState(row)]));
};

const toState = (row: StateRow): MarketState => ({
  domain: row.domain,
  bidCount: row.bid_count,
  askCount: row.ask_count,
  recentSales: row.recent_sales.map(([price, atMs]) => ({ price, atMs })),
  ...(row.window_price_weight !== null && row.window_weight !== null
    ? {
        window: {
          sumPriceWeight: row.window_price_weight,
          sumWeight: row.window_weight,
          count: row.window_count,
          ...(row.window_flagged !== null && row.window_flagged > 0 && row.flagged_weight !== null
            ? { flagged: { count: row.window_flagged, weight: row.flagged_weight } }
            : {}),
        },
      }
    : {}),
  ...(row.best_bid === null ? {} : { bestBid: row.best_bid }),
  ...(row.median_bid === null ? {} : { medianBid: row.median_bid }),
  ...(row.median_ask === null ? {} : { medianAsk: row.median_ask }),
  ...(row.floor_ask === null ? {} : { floorAsk: row.floor_ask }),
  ...(row.last_floor === null ? {} : { lastFloor: row.last_floor }),
  ...(row.last_signal_at === null ? {} : { lastSignalAtMs: row.last_signal_at.getTime() }),
  ...(row.value === null || row.valued_at === null
    ? {}
    : { previous: { value: row.value, atMs: row.valued_at.getTime() } }),
  ...(row.dispute_votes === null || row.dispute_quorum === null
    ? {}
    : { dispute: { votes: row.dispute_votes, quorum: row.dispute_quorum } }),
  ...(row.override_value === null || row.override_expires_at === null
    ? {}
    : { override: { value: row.override_value, expiresAtMs: row.override_expires_at.getTime() } }),
});
