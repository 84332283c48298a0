import type { MarketState } from "#contracts";

import type { MarketValuation } from "../market/value-by-market.js";
import type { Opinion } from "./blend.js";

/** Error of a listing without a bid or trade, which is only an asking price: a factor of 30. */
const ASK_ONLY_SIGMA = 1.5;
/** Drift of a price per year without new data, in log10: about a factor of 2.5. */
const DRIFT_PER_YEAR = 0.4;
const SINGLE_SALE_SIGMA = 0.15;
const MIN_SALE_SIGMA = 0.02;
const YEAR_MS = 365.25 * 86_400_000;

/**
 * The market's opinion of a domain, with its error: by the number and scatter of trades, by the spread, by age.
 * A market of the last hour speaks by its value. A silent one speaks by the domain's own sales, which get less sure
 * with the years. Without either there is no opinion: a baseline is not evidence.
 */
export const marketOpinion = (
  state: MarketState | undefined,
  market: MarketValuation,
  asOfMs: number,
): Opinion | undefined => {
  if (state === undefined) return undefined;
  // A market value of zero has no logarithm, so it is no opinion.
  if (market.hasSignal && Number(market.value) > 0) {
    const value = Math.log10(Number(market.value));
    const known = market.sigma / Math.LN10;
    const isAskOnly =
      market.chosenSource === "floor" &&
      state.bestBid === undefined &&
      state.recentSales.length === 0;
    const sigma = isAskOnly ? Math.max(known, ASK_ONLY_SIGMA) : known;
    return { source: market.chosenSource, log10Price: value, sigmaLow: sigma, sigmaHigh: sigma };
  }
  return ownSales(state, asOfMs);
};

const ownSales = ({ recentSales }: MarketState, asOfMs: number): Opinion | undefined => {
  const newest = recentSales[0];
  if (newest === undefined) return undefined;
  const logs = recentSales.map(({ price }) => Math.log10(Number(price))).toSorted((a, b) => a - b);
  const upper = logs[Math.floor(logs.length / 2)] as number;
  const lower = logs[Math.floor((logs.length - 1) / 2)] as number;
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const scatter =
    logs.length < 2
      ? SINGLE_SALE_SIGMA
      : Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
  const ageYears = Math.max(0, asOfMs - newest.atMs) / YEAR_MS;
  const sigma = Math.hypot(
    Math.max(MIN_SALE_SIGMA, scatter / Math.sqrt(logs.length)),
    DRIFT_PER_YEAR * Math.sqrt(ageYears),
  );
  return {
    source: "sales_median",
    log10Price: (lower + upper) / 2,
    sigmaLow: sigma,
    sigmaHigh: sigma,
  };
};
