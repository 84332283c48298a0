import { expect, it } from "vitest";

import { accrueFees, managementFee, payFees, performanceFee } from "../fees.js";
import { netAssetValue, navPerShare } from "../fund-book.js";
import { DAY_MS, exact, fund, NOW } from "./given.js";

it("a management fee of 200 bps is 2 % of the NAV for a year of 365 days, and of a second its part", () => {
  expect(managementFee(exact("100000"), 200, 365 * DAY_MS).toFixed()).toBe("2000");
  expect(managementFee(exact("100000"), 200, 1_000).toFixed()).toBe("0.000063419583967529");
  expect(managementFee(exact("100000"), 200, -1).toFixed()).toBe("0");
});

it("a performance fee is of the gain above the high-water mark alone", () => {
  expect(performanceFee(exact("110"), exact("100"), exact("1000"), 2_000).toFixed()).toBe("2000");
  expect(performanceFee(exact("99"), exact("100"), exact("1000"), 2_000).toFixed()).toBe("0");
});

it("the mark rises to what a share is worth after the fee, so the same gain is charged once", () => {
  const terms = { managementFeeBps: 0, performanceFeeBps: 2_000 };
  const { book, basketAt } = fund();
  const up = basketAt("350.00", "70.00");
  const risen = accrueFees(book, terms, up, NOW + 1);
  expect(risen.accruedPerformance.toFixed()).toBe("2000");
  expect(risen.highWaterMark.toFixed()).toBe("108");
  const fallen = accrueFees(risen, terms, basketAt("300.00", "70.00"), NOW + 2);
  const again = accrueFees(fallen, terms, up, NOW + 3);
  expect(again.accruedPerformance.toFixed()).toBe("2000");
  expect(again.highWaterMark.toFixed()).toBe("108");
});

it("fees that accrue in many steps or in one differ by what compounds, never by a cent of rounding", () => {
  const terms = { managementFeeBps: 100, performanceFeeBps: 0 };
  const { book, basketAt } = fund();
  const basket = basketAt("300", "70");
  let steps = book;
  for (let day = 1; day <= 10; day += 1)
    steps = accrueFees(steps, terms, basket, NOW + day * DAY_MS);
  const once = accrueFees(book, terms, basket, NOW + 10 * DAY_MS);
  expect(once.accruedManagement.toFixed(2)).toBe("27.40");
  expect(once.accruedManagement.minus(steps.accruedManagement).lt("0.01")).toBe(true);
});

it("fees are paid in whole cents out of the fund; the NAV had them taken off before", () => {
  const { book, basketAt } = fund();
  const basket = basketAt("300", "70");
  const accrued = accrueFees(
    book,
    { managementFeeBps: 100, performanceFeeBps: 0 },
    basket,
    NOW + DAY_MS,
  );
  const { book: after, paid } = payFees(accrued, basket);
  expect(paid.management.toFixed()).toBe("2.73");
  expect(after.accruedManagement.toFixed()).toBe("0.009726027397260273");
  expect(after.feesPaid.toFixed()).toBe("2.73");
  expect(netAssetValue(after, basket).eq(netAssetValue(accrued, basket))).toBe(true);
  expect(navPerShare(after, basket).lt("100")).toBe(true);
});
