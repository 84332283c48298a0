import {
  MAX_RECENT_SALES,
  utcOf,
  type BookOrder,
  type MarketSummary,
  type MarketTrade,
} from "#contracts";

import type { Database } from "../db/database.js";
import { utcColumn, utcOrNull } from "../db/utc-time.js";

/** Reads the market of one domain: the top of its book, its last trades, and its state. */
export interface MarketOfDomain {
  readonly bids: BookOrder[];
  readonly asks: BookOrder[];
  readonly trades: MarketTrade[];
  readonly state: MarketSummary;
}

const TOP_OF_BOOK = 20;

const book = (kind: "offer" | "listing", direction: "ASC" | "DESC"): string => `
  ARRAY(SELECT json_build_object('id', o.order_id, 'sender', nullif(o.owner, ''), 'price', o.price::text, 'created_at', o.created_at,
      'expires_at', o.expires_at)
    FROM orders o WHERE o.domain = s.domain AND o.kind = '${kind}' AND o.status = 'active'
    ORDER BY o.price ${direction}, o.created_at, o.arrived LIMIT ${TOP_OF_BOOK})`;

const READ_MARKET = `
SELECT s.trade_count, s.flagged_count, s.best_bid::text, s.median_bid::text, s.bid_count, s.floor_ask::text AS floor,
  s.last_floor::text, s.median_ask::text, s.ask_count, ${utcColumn("s.last_signal_at")} AS last_signal_at, s.value::text, s.valued_at,
  s.override_value::text, s.override_expires_at, s.dispute_id, s.dispute_votes, s.dispute_quorum,
  ${book("offer", "DESC")} AS bids, ${book("listing", "ASC")} AS asks,
  ARRAY(SELECT json_build_object('id', t.trade_id, 'sender', nullif(t.owner, ''), 'at', t.at, 'price', t.price::text, 'quantity', t.quantity::text,
      'buyer', t.buyer, 'seller', t.seller, 'venue_kind', t.venue_kind, 'flags', t.flags)
    FROM trades t WHERE t.domain = s.domain ORDER BY t.at DESC, t.arrived DESC LIMIT ${MAX_RECENT_SALES}) AS trades
FROM domain_states s WHERE s.domain = $1`;

interface MarketRow extends Omit<
  MarketSummary,
  "last_signal_at" | "valued_at" | "override" | "dispute"
> {
  last_signal_at: string | null;
  valued_at: Date | null;
  override_value: string | null;
  override_expires_at: Date | null;
  dispute_id: string | null;
  dispute_votes: number | null;
  dispute_quorum: number | null;
  bids: BookOrder[];
  asks: BookOrder[];
  trades: MarketTrade[];
}

/**
 * @returns undefined for an unknown domain
 * @throws StorageUnavailableError
 */
export const readMarket = async (
  database: Database,
  domain: string,
): Promise<MarketOfDomain | undefined> => {
  const [row] = await database.read<MarketRow>("read market", READ_MARKET, [domain]);
  if (row === undefined) return undefined;
  const {
    bids,
    asks,
    trades,
    override_value: value,
    override_expires_at: expiresAt,
    dispute_id: disputeId,
    dispute_votes: votes,
    dispute_quorum: quorum,
    ...summary
  } = row;
  return {
    bids: bids.map(inUtc),
    asks: asks.map(inUtc),
    trades: trades.map(({ at, ...trade }) => Object.assign(trade, { at: utcOf(at) })),
    state: {
      ...summary,
      last_signal_at: utcOrNull(row.last_signal_at),
      valued_at: row.valued_at?.toISOString() ?? null,
      override:
        value === null || expiresAt === null
          ? null
          : { value, expires_at: expiresAt.toISOString() },
      dispute:
        disputeId === null || votes === null || quorum === null
          ? null
          : { dispute_id: disputeId, votes, quorum },
    },
  };
};

const inUtc = (order: BookOrder): BookOrder => ({
  ...order,
  created_at: utcOf(order.created_at),
  expires_at: utcOrNull(order.expires_at),
});
