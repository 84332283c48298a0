import { expect, it } from "vitest";

import { assetsOf, FundFlowError, navPerShare, netAssetValue, openFund } from "../fund-book.js";
import { fund, NOW } from "./given.js";

it("the capital buys its weight of each position, and what is left over stays as cash", () => {
  const { book, units, basketAt } = fund();
  const basket = basketAt("300.00", "70.00");
  expect(units).toEqual(["200", "571.428571428571428571"]);
  expect(basket.plus(book.cash).toFixed()).toBe("100000");
  expect(book.cash.toFixed()).toBe("0.00000000000000003");
  expect(netAssetValue(book, basket).toFixed()).toBe("100000");
  expect(navPerShare(book, basket).toFixed()).toBe("100");
});

it("the NAV follows the values, by the holdings and not by the weights of the beginning", () => {
  const { book, basketAt } = fund();
  const basket = basketAt("600.00", "70.00");
  expect(navPerShare(book, basket).toFixed()).toBe("160");
  expect(assetsOf(book, basket).toFixed()).toBe("160000");
});

it("a capital that cannot hold a part of every position opens no fund", () => {
  const open = () =>
    openFund("USD", "1", "0.01", [{ weightBps: 1, value: "999999999999999.00" }], NOW);
  expect(open).toThrow(FundFlowError);
});
