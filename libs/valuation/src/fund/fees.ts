import { Exact, paidAmount, unitsDown, unitsUp, ZERO } from "./exact.js";
import {
  assetsOf,
  navPerShare,
  netAssetValue,
  sellBaskets,
  type FundBook,
  type FundTerms,
} from "./fund-book.js";

/** A year of 365 days, in milliseconds: what a yearly fee is of. */
const YEAR_MS = 365 * 86_400_000;
const BPS = 10_000;

/**
 * The fee for managing a NAV for a time: NAV × bps ÷ 10,000 × time ÷ 365 days, rounded down to 18 digits. Never more
 * than the NAV.
 * @param elapsedMs a negative one, of a clock that was set back, counts as none
 */
export const managementFee = (nav: Exact, feeBps: number, elapsedMs: number): Exact =>
  Exact.min(
    nav,
    unitsDown(
      nav
        .mul(feeBps)
        .mul(Math.max(0, elapsedMs))
        .div(YEAR_MS * BPS),
    ),
  );

/** The fee on what shares have gained above the high-water mark, rounded down to 18 digits. */
export const performanceFee = (
  sharePrice: Exact,
  highWaterMark: Exact,
  shares: Exact,
  feeBps: number,
): Exact =>
  sharePrice.lte(highWaterMark)
    ? ZERO
    : unitsDown(sharePrice.minus(highWaterMark).mul(shares).mul(feeBps).div(BPS));

/**
 * Accrues fees up to a moment: first the management fee, then, on what is left, the performance fee. The high-water
 * mark rises to what a share is worth after both, so that no gain is charged twice.
 */
export const accrueFees = (
  book: FundBook,
  terms: FundTerms,
  basket: Exact,
  nowMs: number,
): FundBook => {
  const management = managementFee(
    netAssetValue(book, basket),
    terms.managementFeeBps,
    nowMs - book.accruedUntilMs,
  );
  const managed: FundBook = {
    ...book,
    accruedManagement: book.accruedManagement.plus(management),
    accruedUntilMs: Math.max(nowMs, book.accruedUntilMs),
  };
  const performance = performanceFee(
    navPerShare(managed, basket),
    book.highWaterMark,
    book.shares,
    terms.performanceFeeBps,
  );
  const charged: FundBook = {
    ...managed,
    accruedPerformance: book.accruedPerformance.plus(performance),
  };
  return {
    ...charged,
    highWaterMark: Exact.max(book.highWaterMark, unitsUp(navPerShare(charged, basket))),
  };
};

/** Fees that were paid, in the currency's minor unit, by their kind. */
export interface PaidFees {
  readonly management: Exact;
  readonly performance: Exact;
}

/**
 * Pays the accrued fees out of the fund, each rounded down to the currency's minor unit; the rest stays accrued. What
 * the fund does not have, after a fall of all values, stays owed.
 */
export const payFees = (book: FundBook, basket: Exact): { book: FundBook; paid: PaidFees } => {
  const assets = assetsOf(book, basket);
  const management = paidAmount(Exact.min(book.accruedManagement, assets), book.currency);
  const performance = paidAmount(
    Exact.min(book.accruedPerformance, assets.minus(management)),
    book.currency,
  );
  const paid = management.plus(performance);
  return {
    paid: { management, performance },
    book: {
      ...sellBaskets(book, basket, paid),
      accruedManagement: book.accruedManagement.minus(management),
      accruedPerformance: book.accruedPerformance.minus(performance),
      feesPaid: book.feesPaid.plus(paid),
    },
  };
};
