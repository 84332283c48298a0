import type { FundState } from "#contracts";

import { minorDigits } from "../market/currency-facts.js";
import { Exact, roundedAmount } from "./exact.js";
import { navPerShare, netAssetValue, type FundBook, type FundTerms } from "./fund-book.js";

/** The book of a stored fund, and what it charges. */
export const readFund = (state: FundState): { book: FundBook; terms: FundTerms } => ({
  book: {
    currency: state.currency,
    shares: new Exact(state.shares),
    baskets: new Exact(state.baskets),
    cash: new Exact(state.cash),
    accruedManagement: new Exact(state.accruedManagement),
    accruedPerformance: new Exact(state.accruedPerformance),
    feesPaid: new Exact(state.feesPaid),
    highWaterMark: new Exact(state.highWaterMark),
    distributedPerShare: new Exact(state.distributedPerShare),
    accruedUntilMs: state.accruedUntilMs,
  },
  terms: {
    managementFeeBps: state.managementFeeBps,
    performanceFeeBps: state.performanceFeeBps,
  },
});

/** A fund as stored and published. */
export interface FundFigures {
  /** To its last digit. */
  readonly state: FundState;
  /** Half to even in the currency's minor unit. */
  readonly nav: string;
  readonly navPerShare: string;
}

/** The book of a fund as it is stored, with the NAV that it has at a basket's worth. */
export const fundFigures = (
  symbol: string,
  book: FundBook,
  terms: FundTerms,
  basket: Exact,
): FundFigures => ({
  state: {
    symbol,
    currency: book.currency,
    ...terms,
    shares: book.shares.toFixed(),
    baskets: book.baskets.toFixed(),
    cash: book.cash.toFixed(),
    accruedManagement: book.accruedManagement.toFixed(),
    accruedPerformance: book.accruedPerformance.toFixed(),
    feesPaid: book.feesPaid.toFixed(),
    highWaterMark: book.highWaterMark.toFixed(),
    distributedPerShare: book.distributedPerShare.toFixed(),
    accruedUntilMs: book.accruedUntilMs,
  },
  nav: roundedAmount(netAssetValue(book, basket), book.currency),
  navPerShare: roundedSharePrice(navPerShare(book, basket), book.currency),
});

/** Extra digits of the NAV per share beyond the currency's, because shares are cheap. */
const SHARE_PRICE_DIGITS = 4;

/** The published NAV per share, rounded half to even. */
export const roundedSharePrice = (price: Exact, currency: string): string =>
  price.toFixed(minorDigits(currency) + SHARE_PRICE_DIGITS, Exact.ROUND_HALF_EVEN);
