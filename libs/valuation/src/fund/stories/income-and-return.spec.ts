import { expect, it } from "vitest";

import { distributeIncome } from "../flows.js";
import { FundFlowError, navPerShare } from "../fund-book.js";
import { annualisedReturn } from "../returns.js";
import { DAY_MS, exact, fund, NOW } from "./given.js";

it("income goes to all shares alike, and is no loss: the high-water mark goes down with the NAV", () => {
  const { book, basketAt } = fund();
  const basket = basketAt("300", "70");
  const { amount, perShare, book: after } = distributeIncome(book, basket, exact("2500"));
  expect([amount.toFixed(), perShare.toFixed()]).toEqual(["2500", "2.5"]);
  expect(navPerShare(after, basket).toFixed()).toBe("97.5");
  expect(after.highWaterMark.toFixed()).toBe("97.5");
  expect(after.distributedPerShare.toFixed()).toBe("2.5");
});

it.each(["100000", "0.009"])("%s cannot be paid out of a NAV of 100,000", (asked) => {
  const { book, basketAt } = fund();
  expect(() => distributeIncome(book, basketAt("300", "70"), exact(asked))).toThrow(FundFlowError);
});

const point = (days: number, navPerShareAmount: string, distributedPerShare = "0") => ({
  atMs: NOW + days * DAY_MS,
  navPerShare: navPerShareAmount,
  distributedPerShare,
});

it("1 % in 30 days is 12.87 % a year", () => {
  expect(annualisedReturn(point(0, "100"), point(30, "101"))).toBeCloseTo(0.1287, 4);
  expect(annualisedReturn(point(0, "100"), point(365, "90"))).toBeCloseTo(-0.1, 12);
});

it("income counts as return", () => {
  expect(annualisedReturn(point(0, "100", "3"), point(365, "100", "8"))).toBeCloseTo(0.05, 12);
});

it("of no time, or from nothing, there is no return", () => {
  expect(annualisedReturn(point(0, "100"), point(0, "101"))).toBeUndefined();
  expect(annualisedReturn(point(0, "0"), point(30, "101"))).toBeUndefined();
});
