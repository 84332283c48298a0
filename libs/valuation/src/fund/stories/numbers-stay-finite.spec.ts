import fc from "fast-check";
import { expect, it } from "vitest";

import { Exact } from "../exact.js";
import { accrueFees, payFees } from "../fees.js";
import { distributeIncome, issueShares, redeemShares } from "../flows.js";
import { basketValue, FundFlowError, openFund, type FundBook } from "../fund-book.js";
import { fundFigures } from "../fund-state.js";
import { fund, NOW } from "./given.js";

const FINITE = /^\d{1,90}(\.\d+)?$/;
const TERMS = { managementFeeBps: 1_000, performanceFeeBps: 5_000 };
/** Nothing, the least, the usual, and the most that a value can be. */
const value = fc.constantFrom("0", "0.00", "0.01", "10.00", "1e6", "9".repeat(30));
const quantity = fc.constantFrom("0.000001", "1", "1000", "999999999999.999999");
const amount = fc.constantFrom("0.01", "1.00", "999999999999999.99");

const expectFinite = (book: FundBook, basket: Exact): void => {
  const { state, nav, navPerShare } = fundFigures("ALPHA", book, TERMS, basket);
  for (const [name, text] of Object.entries({ ...state, nav, navPerShare }))
    if (typeof text === "string" && !["symbol", "currency"].includes(name))
      expect(text, name).toMatch(FINITE);
};

it("a fund is not opened over a position that is worth nothing", () => {
  for (const worthless of ["0", "0.00", "0.000000"])
    expect(() =>
      openFund(
        "USD",
        "1000",
        "100.00",
        [
          { weightBps: 5_000, value: "10.00" },
          { weightBps: 5_000, value: worthless },
        ],
        NOW,
      ),
    ).toThrow(FundFlowError);
});

it("nor over more units than can be counted", () => {
  const open = () =>
    openFund(
      "BTC",
      "999999999999",
      "999999999999999",
      [{ weightBps: 10_000, value: "0.00000001" }],
      NOW,
    );
  expect(open).toThrow("more units");
});

it("whatever values and flows come, every figure is a finite decimal number", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("revalue" as const), values: fc.tuple(value, value) }),
    fc.record({ kind: fc.constant("issue" as const), shares: quantity }),
    fc.record({ kind: fc.constant("redeem" as const), shares: quantity }),
    fc.record({ kind: fc.constant("distribute" as const), amount }),
    fc.record({ kind: fc.constant("accrue" as const), ms: fc.constantFrom(0, 1_000, 10 ** 11) }),
    fc.record({ kind: fc.constant("pay fees" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const opened = fund();
      let { book } = opened;
      let basket = opened.basketAt("300.00", "70.00");
      let nowMs = NOW;
      for (const each of steps) {
        try {
          switch (each.kind) {
            case "revalue":
              basket = basketValue(
                each.values.map((one, at) => ({ units: opened.units[at] ?? "0", value: one })),
              );
              break;
            case "issue":
              ({ book } = issueShares(book, basket, new Exact(each.shares)));
              break;
            case "redeem":
              ({ book } = redeemShares(book, basket, new Exact(each.shares)));
              break;
            case "distribute":
              ({ book } = distributeIncome(book, basket, new Exact(each.amount)));
              break;
            case "accrue":
              book = accrueFees(book, TERMS, basket, (nowMs += each.ms));
              break;
            case "pay fees":
              ({ book } = payFees(book, basket));
          }
        } catch (error) {
          if (!(error instanceof FundFlowError)) throw error;
        }
        expectFinite(book, basket);
      }
    }),
    { numRuns: 300 },
  );
});
