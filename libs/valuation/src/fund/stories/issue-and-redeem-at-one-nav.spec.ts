import { expect, it } from "vitest";

import { issueShares, redeemShares } from "../flows.js";
import { FundFlowError, navPerShare, netAssetValue } from "../fund-book.js";
import { accrueFees } from "../fees.js";
import { exact, fund, NOW } from "./given.js";

it("issues and redeems at the same NAV per share, which neither changes", () => {
  const { book, basketAt } = fund();
  const basket = basketAt("450.00", "70.00");
  const issued = issueShares(book, basket, exact("50"));
  expect(issued.amount.toFixed()).toBe("6500");
  expect(navPerShare(issued.book, basket).toFixed()).toBe("130");
  const redeemed = redeemShares(issued.book, basket, exact("50"));
  expect(redeemed.amount.toFixed()).toBe("6500");
  expect(navPerShare(redeemed.book, basket).toFixed()).toBe("130");
  expect(redeemed.book.shares.toFixed()).toBe("1000");
});

it("a cent that cannot be split stays with those who hold shares: up when paid in, down when paid out", () => {
  const { book, basketAt } = fund();
  const basket = basketAt("300.01", "70.00");
  expect(issueShares(book, basket, exact("0.333333")).amount.toFixed()).toBe("33.34");
  expect(redeemShares(book, basket, exact("0.333333")).amount.toFixed()).toBe("33.33");
});

it("redeeming everything leaves nothing, and what could not be paid out is a fee", () => {
  const { book, basketAt } = fund();
  const { amount, book: closed } = redeemShares(book, basketAt("300.01", "70.003"), book.shares);
  expect(amount.toFixed()).toBe("100003.71");
  for (const left of [closed.shares, closed.baskets, closed.cash, closed.accruedManagement])
    expect(left.isZero()).toBe(true);
  expect(closed.feesPaid.lt("0.01")).toBe(true);
  expect(() => issueShares(closed, basketAt("300", "70"), exact("1"))).toThrow(FundFlowError);
});

it("more shares than there are cannot be redeemed", () => {
  const { book, basketAt } = fund();
  expect(() => redeemShares(book, basketAt("300", "70"), exact("1000.000001"))).toThrow(
    "The fund has 1000 shares, and 1000.000001 were to be redeemed.",
  );
});

it("fees that values cannot pay any more leave a NAV of zero: nothing to redeem, nothing to issue at", () => {
  const { book, basketAt } = fund();
  const terms = { managementFeeBps: 0, performanceFeeBps: 5_000 };
  const rich = accrueFees(book, terms, basketAt("30000.00", "70.00"), NOW);
  const fallen = basketAt("0.01", "0.01");
  expect(netAssetValue(rich, fallen).isZero()).toBe(true);
  expect(redeemShares(rich, fallen, exact("10")).amount.isZero()).toBe(true);
  expect(() => issueShares(rich, fallen, exact("10"))).toThrow("NAV per share is zero");
});
