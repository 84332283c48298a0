/** Trades older than this have left the window of the VWAP, in minutes. */
export const VWAP_WINDOW_MIN = 720;
/** The newest trades of a domain that a value and the market's view show, and that are kept however old they are. */
export const MAX_RECENT_SALES = 25;

/**
 * The market state of one domain, stored in one row and kept current as market data comes in, so that a
 * value costs the same whatever the history. Amounts are decimal strings in the domain's currency; times are
 * milliseconds since the epoch. An absent field means that there is no such signal.
 */
export interface MarketState {
  domain: string;
  /** Trades of the VWAP window, summed: Σ price × weight, Σ weight, and how many. */
  window?: {
    sumPriceWeight: string;
    sumWeight: string;
    count: number;
    /** Of these, how many are flagged, and the share of its quantity that a flagged one weighs; absent: none is. */
    flagged?: { count: number; weight: string };
  };
  /** The newest sales, newest first, at most `MAX_RECENT_SALES`. */
  recentSales: { price: string; atMs: number }[];
  bestBid?: string;
  medianBid?: string;
  bidCount: number;
  medianAsk?: string;
  askCount: number;
  /** The lowest active listing. */
  floorAsk?: string;
  /** The last floor that was recorded, once no listing is active. */
  lastFloor?: string;
  /** Time of the last market event of this domain. */
  lastSignalAtMs?: number;
  /** The value before this one. */
  previous?: { value: string; atMs: number };
  dispute?: { votes: number; quorum: number };
  override?: { value: string; expiresAtMs: number };
}

/** An open dispute holds a value once it has as many votes as its quorum. */
export const DEFAULT_DISPUTE_QUORUM = 3;
