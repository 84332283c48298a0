import { VWAP_WINDOW_MIN, type MarketState, type Source } from "#contracts";

import { Money } from "./money.js";
import type { Quote } from "./quote.js";

/** One source's value. `sigma` is the standard deviation of its logarithm. */
export interface SourceReading {
  readonly source: Source;
  readonly value: Money;
  readonly weight: number;
  readonly sigma: number;
  readonly input: Record<string, unknown>;
}

const VWAP_MIN_TRADES = 2;
const WEIGHTS = { vwap: 0.45, floor: 0.25, order_book_mid: 0.2, anchor: 0.1 } as const;
/** The median of the last sales counts for this share of what trades do. */
const SALES_MEDIAN_SHARE = 0.35;
/** λ of the anchor's decay towards the baseline, per second: half of the way takes 3 h 51 min. */
const ANCHOR_DECAY_PER_S = 5e-5;

/** Standard deviations of log price where the data does not say. A factor of two is 0.69. */
const SIGMA = { singleSale: 0.5, floor: 0.6, previous: 0.7, unknown: 1.5, least: 0.05 } as const;

/** Volume-weighted average price of the window's trades; at least two, or one print would set a value. */
export const readVwap = (state: MarketState): SourceReading | undefined => {
  const { window } = state;
  if (window === undefined || window.count < VWAP_MIN_TRADES) return undefined;
  const weight = new Money(window.sumWeight);
  if (!weight.gt(0)) return undefined;
  return {
    source: "vwap",
    value: new Money(window.sumPriceWeight).div(weight),
    weight: WEIGHTS.vwap,
    sigma: Math.max(SIGMA.least, logDeviation(state) / Math.sqrt(window.count)),
    input: {
      trades: window.count,
      sum_price_weight: window.sumPriceWeight,
      sum_weight: window.sumWeight,
      ...(window.flagged === undefined
        ? {}
        : { flagged: window.flagged.count, flagged_weight: window.flagged.weight }),
      window_min: VWAP_WINDOW_MIN,
    },
  };
};

/** Mean of the median bid and the median ask. A book with one side only has no middle. */
export const readOrderBookMid = (state: MarketState): SourceReading | undefined => {
  const { medianBid, medianAsk } = state;
  if (medianBid === undefined || medianAsk === undefined) return undefined;
  const bid = new Money(medianBid);
  const ask = new Money(medianAsk);
  return {
    source: "order_book_mid",
    value: bid.plus(ask).div(2),
    weight: WEIGHTS.order_book_mid,
    sigma: Math.max(SIGMA.least, Math.abs(Math.log(ask.div(bid).toNumber())) / 2),
    input: {
      median_bid: medianBid,
      median_ask: medianAsk,
      bids: state.bidCount,
      asks: state.askCount,
    },
  };
};

/** The lowest active listing, or the last floor that was recorded. */
export const readFloor = (state: MarketState): SourceReading | undefined => {
  const floor = state.floorAsk ?? state.lastFloor;
  if (floor === undefined) return undefined;
  return {
    source: "floor",
    value: new Money(floor),
    weight: WEIGHTS.floor,
    sigma: SIGMA.floor,
    input: { floor, active: state.floorAsk !== undefined },
  };
};

/** Median of the last sales. */
export const readSalesMedian = (state: MarketState): SourceReading | undefined => {
  const sales = state.recentSales;
  if (sales.length === 0) return undefined;
  const sorted = sales.map(({ price }) => new Money(price)).toSorted((a, b) => a.cmp(b));
  const upper = sorted[Math.floor(sorted.length / 2)] as Money;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] as Money;
  return {
    source: "sales_median",
    value: lower.plus(upper).div(2),
    weight: WEIGHTS.vwap * SALES_MEDIAN_SHARE,
    sigma: Math.max(SIGMA.least, logDeviation(state) / Math.sqrt(sales.length)),
    input: { sales: sales.length },
  };
};

/**
 * The value before this one, decayed towards the baseline by its age: prev · e^(−λt) + base · (1 − e^(−λt)). Without
 * one it is the baseline, which is no evidence: it counts only where nothing else does.
 */
export const readAnchor = (
  state: MarketState | undefined,
  quote: Quote,
  asOfMs: number,
): SourceReading => {
  const baseline = new Money(quote.baseline);
  const previous = state?.previous;
  if (previous === undefined) {
    return {
      source: "anchor",
      value: baseline,
      weight: WEIGHTS.anchor,
      sigma: SIGMA.unknown,
      input: { baseline: quote.baseline },
    };
  }
  const ageS = Math.max(0, asOfMs - previous.atMs) / 1000;
  const kept = Math.exp(-ANCHOR_DECAY_PER_S * ageS);
  return {
    source: "anchor",
    value: new Money(previous.value).mul(kept).plus(baseline.mul(1 - kept)),
    weight: WEIGHTS.anchor,
    // What is left of the previous value is as sure as that was; what has decayed is as unsure as the baseline.
    // Without a signal ever, the previous value was the baseline too: saying it again makes it no surer.
    sigma:
      state?.lastSignalAtMs === undefined
        ? SIGMA.unknown
        : SIGMA.previous * kept + SIGMA.unknown * (1 - kept),
    input: { previous: previous.value, age_s: ageS, kept, baseline: quote.baseline },
  };
};

/** Standard deviation of the logarithms of the last sales; a guess where there is only one. */
const logDeviation = (state: MarketState): number => {
  const logs = state.recentSales.map(({ price }) => Math.log(Number(price)));
  if (logs.length < 2) return SIGMA.singleSale;
  const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1));
};
