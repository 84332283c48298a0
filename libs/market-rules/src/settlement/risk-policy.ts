import { compareUtc, utcOf, type RiskFlag, type RiskTrade, type VenueKind } from "#contracts";

import { flagEidOf, NOBODY } from "./event-ids.js";
import type { TradeEvent } from "./market-event.js";
import type { NewEvent } from "./new-event.js";

/** How trades are judged; the rules themselves are in `#valuation`. */
export interface RiskPolicy {
  /** Judges the trades of one domain, in the order of their own times. */
  readonly judge: (trades: readonly RiskTrade[]) => readonly RiskFlag[];
  /** Maximum distance of trades that are judged together, in milliseconds. */
  readonly windowMs: number;
  /** Maximum stored trades of a domain that are judged. */
  readonly maxTrades: number;
  /** The share of its quantity that a flagged trade weighs, 0 to 1, as a decimal string. */
  readonly flaggedWeight: string;
}

/** A stored trade near those of a group. */
export interface StoredTrade {
  readonly owner: string;
  readonly trade_id: string;
  readonly domain: string;
  readonly at: string;
  readonly price: string;
  readonly quantity: string;
  readonly currency: string;
  readonly buyer: string | null;
  readonly seller: string | null;
  readonly venue_kind: VenueKind | null;
  readonly flags: readonly string[];
  /** Its number in the order of arrival; absent for a new trade. */
  readonly arrived?: number;
}

/** A row of `STORE_TRADES`: a new trade, or one that gets flags. */
export interface TradeChange extends StoredTrade {
  /** The share of its quantity that it weighs from now on, and that it did until now. */
  readonly share: string;
  readonly was: string;
  readonly is_new: boolean;
  readonly newly_flagged: 0 | 1;
}

/**
 * Judges new trades together with those around them: a flag may fall on an earlier trade too.
 * @returns what is to be stored, and an event for each flag that is new
 */
export const reflag = (
  reported: readonly TradeEvent[],
  stored: readonly StoredTrade[],
  { judge, flaggedWeight }: RiskPolicy,
): { changes: TradeChange[]; log: NewEvent[] } => {
  const changes: TradeChange[] = [];
  const log: NewEvent[] = [];
  // A flag on an earlier trade has its cause in a later one of its domain.
  const causes = new Map(reported.map(({ domain, traceparent }) => [domain, traceparent ?? null]));
  for (const [domain, trades] of grouped(
    [...stored, ...reported.map(toStored)],
    (trade) => trade.domain,
  )) {
    const inTime = trades.toSorted(
      (a, b) =>
        compareUtc(utcOf(a.at), utcOf(b.at)) ||
        (a.arrived ?? Infinity) - (b.arrived ?? Infinity) ||
        0,
    );
    const found = grouped(judge(inTime.map(toRiskTrade)), ({ tradeId }) => tradeId);
    for (const trade of trades) {
      const fresh = (found.get(keyOf(trade)) ?? []).filter(
        ({ rule }) => !trade.flags.includes(rule),
      );
      const wasFlagged = trade.flags.length > 0;
      const flags = [...trade.flags, ...fresh.map(({ rule }) => rule)];
      const isNewTrade = trade.arrived === undefined;
      if (!isNewTrade && fresh.length === 0) continue;
      changes.push({
        ...trade,
        flags,
        share: flags.length > 0 ? flaggedWeight : "1",
        was: isNewTrade ? "0" : wasFlagged ? flaggedWeight : "1",
        is_new: isNewTrade,
        newly_flagged: flags.length > 0 && !wasFlagged ? 1 : 0,
      });
      for (const { rule, severity, detail } of fresh)
        log.push({
          eid: flagEidOf(rule, trade.owner, trade.trade_id),
          type: "risk_flag",
          at: utcOf(trade.at),
          domain,
          traceparent: causes.get(domain) ?? null,
          data: {
            subject: trade.trade_id,
            domain,
            ...(trade.owner === NOBODY ? {} : { sender: trade.owner }),
            rule,
            severity,
            detail,
          },
        });
    }
  }
  return { changes, log };
};

const grouped = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};

/** A trade among those of all senders. */
const keyOf = ({ owner, trade_id: tradeId }: StoredTrade): string =>
  owner === NOBODY ? tradeId : `${tradeId} of ${owner}`;

const toStored = (trade: TradeEvent): StoredTrade => ({
  owner: trade.owner ?? NOBODY,
  trade_id: trade.id,
  domain: trade.domain,
  at: utcOf(trade.at),
  price: trade.price,
  quantity: trade.quantity,
  currency: trade.currency,
  buyer: trade.buyer ?? null,
  seller: trade.seller ?? null,
  venue_kind: trade.venue_kind ?? null,
  flags: [],
});

const toRiskTrade = (trade: StoredTrade): RiskTrade => ({
  tradeId: keyOf(trade),
  atMs: Date.parse(trade.at),
  buyer: trade.buyer ?? undefined,
  seller: trade.seller ?? undefined,
});
