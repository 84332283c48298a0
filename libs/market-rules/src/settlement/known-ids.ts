import { digestOf, eidOf, formerEidOf, isSameTime, NOBODY, plainNumber } from "./event-ids.js";
import type { PricedMarketEvent } from "./market-event.js";
import type { StoredTrade } from "./risk-policy.js";

/** A market event that is in the log. */
export interface LoggedId {
  readonly eid: string;
  /** Null of events from before digests were kept. */
  readonly digest: string | null;
  readonly at: string;
}

const tradeKey = (owner: string, tradeId: string): string => `${owner}\n${tradeId}`;

/** The ids that were stored before a group of events, in the log and as trades, which are kept longer than it. */
export class KnownIds {
  private readonly logged: ReadonlyMap<string, LoggedId>;
  private readonly trades: ReadonlyMap<string, StoredTrade>;

  constructor(logged: readonly LoggedId[], trades: readonly StoredTrade[]) {
    this.logged = new Map(logged.map((one) => [one.eid, one]));
    this.trades = new Map(trades.map((one) => [tradeKey(one.owner, one.trade_id), one]));
  }

  /** Whether an event of that id was stored before, and said the same or something else. */
  find(event: PricedMarketEvent): "same" | "other" | undefined {
    const logged = this.logged.get(eidOf(event));
    if (logged !== undefined)
      return logged.digest === null || logged.digest === digestOf(event) ? "same" : "other";
    if (event.isOurs === true) return undefined;
    const trade = this.trades.get(tradeKey(event.owner ?? NOBODY, event.id));
    if (trade !== undefined) return isSameTrade(trade, event) ? "same" : "other";
    return this.isFormer(event) ? "same" : undefined;
  }

  /** Whether it is one from before ids belonged to keys, that is sent again by its key. */
  private isFormer(event: PricedMarketEvent): boolean {
    const eid = formerEidOf(event);
    if (eid === undefined) return false;
    const trade = this.trades.get(tradeKey(NOBODY, event.id));
    if (trade !== undefined) return isSameTrade(trade, event);
    const logged = this.logged.get(eid);
    if (logged === undefined) return false;
    return logged.digest === null
      ? isSameTime(logged.at, event.at)
      : logged.digest === digestOf(event);
  }
}

const isSameTrade = (stored: StoredTrade, event: PricedMarketEvent): boolean =>
  event.type === "trade" &&
  stored.domain === event.domain &&
  stored.currency === event.currency &&
  stored.buyer === (event.buyer ?? null) &&
  stored.seller === (event.seller ?? null) &&
  stored.venue_kind === (event.venue_kind ?? null) &&
  plainNumber(stored.price) === plainNumber(event.price) &&
  plainNumber(stored.quantity) === plainNumber(event.quantity) &&
  isSameTime(stored.at, event.at);
