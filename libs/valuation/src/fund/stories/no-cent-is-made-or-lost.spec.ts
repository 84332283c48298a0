import fc from "fast-check";
import { expect, it } from "vitest";

import { Exact } from "../exact.js";
import { accrueFees, payFees } from "../fees.js";
import { distributeIncome, issueShares, redeemShares } from "../flows.js";
import {
  assetsOf,
  basketValue,
  FundFlowError,
  navPerShare,
  openFund,
  type FundBook,
} from "../fund-book.js";
import { NOW } from "./given.js";

const cents = fc.integer({ min: 1, max: 10 ** 9 }).map((amount) => new Exact(amount).div(100));
const shares = fc
  .integer({ min: 1, max: 10 ** 10 })
  .map((amount) => new Exact(amount).div(10 ** 6));
const step = fc.oneof(
  fc.record({ kind: fc.constant("issue" as const), shares }),
  fc.record({ kind: fc.constant("redeem" as const), shares }),
  fc.record({ kind: fc.constant("distribute" as const), amount: cents }),
  fc.record({ kind: fc.constant("accrue" as const), ms: fc.integer({ min: 0, max: 10 ** 10 }) }),
  fc.record({ kind: fc.constant("pay fees" as const) }),
  fc.record({ kind: fc.constant("revalue" as const), value: cents, position: fc.nat(2) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Ledger {
  /** Units of each position in a basket. */
  readonly units: readonly string[];
  readonly book: FundBook;
  readonly values: readonly Exact[];
  /** What came in, less what went out, and what the values have gained. */
  readonly balance: Exact;
  readonly nowMs: number;
}

const TERMS = { managementFeeBps: 150, performanceFeeBps: 2_000 };

const basketOf = ({ units }: Ledger, values: readonly Exact[]): Exact =>
  basketValue(
    values.map((value, index) => ({ value: value.toFixed(), units: units[index] ?? "0" })),
  );

/** A share never loses by others who come and go. */
const expectNoLoss = (before: FundBook, after: FundBook, basket: Exact): void =>
  expect(navPerShare(after, basket).gte(navPerShare(before, basket))).toBe(true);

const apply = (ledger: Ledger, each: Step): Ledger => {
  const { book, balance, values, nowMs } = ledger;
  const basket = basketOf(ledger, values);
  if (each.kind === "issue") {
    const flow = issueShares(book, basket, each.shares);
    expectNoLoss(book, flow.book, basket);
    return { ...ledger, book: flow.book, balance: balance.plus(flow.amount) };
  }
  if (each.kind === "redeem") {
    if (each.shares.gte(book.shares)) return ledger;
    const flow = redeemShares(book, basket, each.shares);
    expectNoLoss(book, flow.book, basket);
    return { ...ledger, book: flow.book, balance: balance.minus(flow.amount) };
  }
  if (each.kind === "distribute") {
    const flow = distributeIncome(book, basket, each.amount);
    return { ...ledger, book: flow.book, balance: balance.minus(flow.amount) };
  }
  if (each.kind === "accrue") {
    const later = nowMs + each.ms;
    return { ...ledger, nowMs: later, book: accrueFees(book, TERMS, basket, later) };
  }
  if (each.kind === "pay fees") {
    const after = payFees(book, basket);
    const paid = after.paid.management.plus(after.paid.performance);
    return { ...ledger, book: after.book, balance: balance.minus(paid) };
  }
  const changed = values.with(each.position, each.value);
  const gain = book.baskets.mul(basketOf(ledger, changed).minus(basket));
  return { ...ledger, values: changed, balance: balance.plus(gain) };
};

/** What the fund cannot do is rejected, and changes nothing. */
const applyIfPossible = (ledger: Ledger, each: Step): Ledger => {
  try {
    return apply(ledger, each);
  } catch (error) {
    if (error instanceof FundFlowError) return ledger;
    throw error;
  }
};

const opened = (values: readonly Exact[]): Ledger => {
  const weights = [3_333, 3_334, 3_333];
  const positions = values.map((value, index) => ({
    weightBps: weights[index] ?? 0,
    value: value.toFixed(),
  }));
  const { book, capital, units } = openFund("USD", "12345.678901", "97.13", positions, NOW);
  return { book, units, values, balance: capital, nowMs: NOW };
};

it("over 10,000 random flows the fund holds, to the last digit, what came in less what went out", () => {
  fc.assert(
    fc.property(
      fc.array(cents, { minLength: 3, maxLength: 3 }),
      fc.array(step, { minLength: 100, maxLength: 100 }),
      (first, steps) => {
        let ledger = opened(first);
        for (const each of steps) {
          ledger = applyIfPossible(ledger, each);
          const { book, values, balance } = ledger;
          expect(assetsOf(book, basketOf(ledger, values)).eq(balance)).toBe(true);
          expect(book.cash.gte(0) && book.baskets.gte(0)).toBe(true);
        }
        const { book, values, balance } = ledger;
        const basket = basketOf(ledger, values);
        const closing = redeemShares(book, basket, book.shares);
        const lastFees = closing.book.feesPaid.minus(book.feesPaid);
        expect(balance.minus(closing.amount).minus(lastFees).isZero()).toBe(true);
        expect(assetsOf(closing.book, basket).isZero()).toBe(true);
      },
    ),
    { numRuns: 100, seed: 6 },
  );
}, 60_000);
