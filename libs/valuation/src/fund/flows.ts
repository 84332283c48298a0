import { chargedAmount, Exact, paidAmount, unitsDown, ZERO } from "./exact.js";
import {
  assetsOf,
  buyBaskets,
  FundFlowError,
  navPerShare,
  sellBaskets,
  type FundBook,
} from "./fund-book.js";

/** What a flow did: the book after it, and the whole minor units that changed hands. */
export interface Flow {
  readonly book: FundBook;
  readonly amount: Exact;
}

/**
 * Issues shares at the NAV per share, the very one that they would be redeemed at; what is paid is rounded up, in
 * favour of those who hold shares already, and buys baskets.
 * @param shares above zero
 * @throws FundFlowError if the NAV per share is zero, or the fund is closed: its last share was redeemed
 */
export const issueShares = (book: FundBook, basket: Exact, shares: Exact): Flow => {
  if (book.shares.isZero())
    throw new FundFlowError("All shares were redeemed: the fund is closed. Create another one.");
  const price = navPerShare(book, basket);
  if (price.isZero())
    throw new FundFlowError("The NAV per share is zero: no shares can be issued.");
  const amount = chargedAmount(price.mul(shares), book.currency);
  return {
    amount,
    book: { ...buyBaskets(book, basket, amount), shares: book.shares.plus(shares) },
  };
};

/**
 * Redeems shares at the NAV per share; what is paid is rounded down. With the last share go the baskets, and what is
 * left, the accrued fees and less than one minor unit, is paid as fees: a closed fund has nothing.
 * @param shares above zero
 * @throws FundFlowError when there are fewer
 */
export const redeemShares = (book: FundBook, basket: Exact, shares: Exact): Flow => {
  if (shares.gt(book.shares)) {
    throw new FundFlowError(
      `The fund has ${book.shares.toFixed()} shares, and ${shares.toFixed()} were to be redeemed.`,
    );
  }
  const amount = paidAmount(navPerShare(book, basket).mul(shares), book.currency);
  if (!shares.eq(book.shares)) {
    return {
      amount,
      book: { ...sellBaskets(book, basket, amount), shares: book.shares.minus(shares) },
    };
  }
  return {
    amount,
    book: {
      ...book,
      shares: ZERO,
      baskets: ZERO,
      cash: ZERO,
      accruedManagement: ZERO,
      accruedPerformance: ZERO,
      feesPaid: book.feesPaid.plus(assetsOf(book, basket).minus(amount)),
    },
  };
};

/**
 * Pays income to all shares alike, out of the fund: what is asked for, rounded down to the minor unit. The high-water
 * mark goes down by what a share is paid, rounded down to 18 digits: it was no loss.
 * @param asked above zero
 * @throws FundFlowError when that is not less than the NAV, or too little to pay anything
 */
export const distributeIncome = (
  book: FundBook,
  basket: Exact,
  asked: Exact,
): Flow & { perShare: Exact } => {
  const nav = navPerShare(book, basket).mul(book.shares);
  if (asked.gte(nav)) {
    throw new FundFlowError(
      `The fund's NAV is ${paidAmount(nav, book.currency).toFixed()} ${book.currency}: it cannot pay out ${asked.toFixed()}.`,
    );
  }
  const amount = paidAmount(asked, book.currency);
  const perShare = unitsDown(amount.div(book.shares));
  if (perShare.isZero())
    throw new FundFlowError(`${asked.toFixed()} ${book.currency} is too little to be paid out.`);
  return {
    amount,
    perShare,
    book: {
      ...sellBaskets(book, basket, amount),
      highWaterMark: Exact.max(ZERO, book.highWaterMark.minus(perShare)),
      distributedPerShare: book.distributedPerShare.plus(perShare),
    },
  };
};
