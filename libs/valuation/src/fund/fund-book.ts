import { chargedAmount, Exact, unitsDown, unitsUp, ZERO } from "./exact.js";

/** An operation that the fund's state does not allow; the message is for the caller. */
export class FundFlowError extends Error {
  override readonly name = "FundFlowError";
}

/** Weights are in basis points, and add to this. */
const WHOLE_BPS = 10_000;

/**
 * The assets and liabilities of a fund. Its holdings are baskets: a basket has units of each position, fixed when the fund
 * was opened, so that an issue or redemption changes one number, and all positions in proportion.
 */
export interface FundBook {
  readonly currency: string;
  readonly shares: Exact;
  readonly baskets: Exact;
  /** What was left over when baskets were bought and sold: never below zero. */
  readonly cash: Exact;
  /** Fees that are owed and not paid yet. */
  readonly accruedManagement: Exact;
  readonly accruedPerformance: Exact;
  readonly feesPaid: Exact;
  /** The highest NAV of a share so far, after fees; lower by what was distributed since. */
  readonly highWaterMark: Exact;
  /** All that one share has been paid as income. */
  readonly distributedPerShare: Exact;
  /** Up to when fees are accrued: milliseconds since the epoch. */
  readonly accruedUntilMs: number;
}

/** What a fund charges, in basis points. */
export interface FundTerms {
  /** Of the NAV, for a year of 365 days. */
  readonly managementFeeBps: number;
  /** Of what a share gains above its high-water mark. */
  readonly performanceFeeBps: number;
}

/** A position of a basket, valued. Decimal strings. */
export interface ValuedPosition {
  readonly units: string;
  readonly value: string;
}

/** What one basket is worth: Σ units × value. Exact. */
export const basketValue = (positions: readonly ValuedPosition[]): Exact =>
  positions.reduce((sum, { units, value }) => sum.plus(new Exact(units).mul(value)), ZERO);

/** All that a fund has, its debts not taken off. Exact. */
export const assetsOf = ({ baskets, cash }: FundBook, basket: Exact): Exact =>
  baskets.mul(basket).plus(cash);

/**
 * Net asset value: what is left for the shares once the accrued fees are taken off. Never below zero: after a fall of
 * all values the fees are not paid in full, and shareholders do not owe them. Exact.
 */
export const netAssetValue = (book: FundBook, basket: Exact): Exact =>
  Exact.max(
    ZERO,
    assetsOf(book, basket).minus(book.accruedManagement).minus(book.accruedPerformance),
  );

/** The NAV of one share; zero where there are none. */
export const navPerShare = (book: FundBook, basket: Exact): Exact =>
  book.shares.isZero() ? ZERO : netAssetValue(book, basket).div(book.shares);

/** As many units of a position as a number of the contract has digits for. */
const MAX_UNITS = new Exact(10).pow(30);

/** What a position is opened with: its part of the capital, and what one unit of it is worth. */
export interface OpeningPosition {
  readonly weightBps: number;
  readonly value: string;
}

/**
 * Opens a fund: the capital, shares × NAV per share, buys one basket at the latest values. Units are rounded down;
 * what they leave over is the fund's first cash.
 * @param shares and navPerShareAmount above zero
 * @param positions their weights add to `WHOLE_BPS`
 * @returns the book, the capital, and the units of each position in their order
 * @throws FundFlowError when a position is worth nothing, or the capital is too little or too much for a part of each
 */
export const openFund = (
  currency: string,
  shares: string,
  navPerShareAmount: string,
  positions: readonly OpeningPosition[],
  nowMs: number,
): { book: FundBook; capital: Exact; units: string[] } => {
  const capital = chargedAmount(new Exact(shares).mul(navPerShareAmount), currency);
  if (positions.some(({ value }) => !new Exact(value).gt(0)))
    throw new FundFlowError("A position that is worth nothing cannot be bought: leave it out.");
  const units = positions.map(({ weightBps, value }) =>
    unitsDown(capital.mul(weightBps).div(WHOLE_BPS).div(value)).toFixed(),
  );
  if (units.some((each) => new Exact(each).isZero())) {
    throw new FundFlowError(
      `A capital of ${capital.toFixed()} ${currency} is too little to hold a part of every position.`,
    );
  }
  if (units.some((each) => new Exact(each).gte(MAX_UNITS))) {
    throw new FundFlowError(
      `A capital of ${capital.toFixed()} ${currency} buys more units of a position than can be counted: 10^30 or more.`,
    );
  }
  const basket = basketValue(
    positions.map(({ value }, index) => ({ units: units[index] ?? "0", value })),
  );
  const book: FundBook = {
    currency,
    shares: new Exact(shares),
    baskets: new Exact(1),
    cash: capital.minus(basket),
    accruedManagement: ZERO,
    accruedPerformance: ZERO,
    feesPaid: ZERO,
    highWaterMark: ZERO,
    distributedPerShare: ZERO,
    accruedUntilMs: nowMs,
  };
  return { book: { ...book, highWaterMark: unitsUp(navPerShare(book, basket)) }, capital, units };
};

/** Buys baskets for an amount, as many as it pays for; the rest is cash. All of it, while a basket is worth nothing. */
export const buyBaskets = (book: FundBook, basket: Exact, amount: Exact): FundBook => {
  const bought = basket.isZero() ? ZERO : unitsDown(amount.div(basket));
  return {
    ...book,
    baskets: book.baskets.plus(bought),
    cash: book.cash.plus(amount).minus(bought.mul(basket)),
  };
};

/**
 * Pays an amount out: baskets are sold for it, a little more than it takes, and that little is cash. While a basket is
 * worth nothing, all that the fund has is cash.
 * @param amount no more than the fund has
 */
export const sellBaskets = (book: FundBook, basket: Exact, amount: Exact): FundBook => {
  const sold = basket.isZero() ? ZERO : Exact.min(book.baskets, unitsUp(amount.div(basket)));
  return {
    ...book,
    baskets: book.baskets.minus(sold),
    cash: book.cash.plus(sold.mul(basket)).minus(amount),
  };
};
