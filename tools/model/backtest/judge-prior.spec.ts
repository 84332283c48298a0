import { expect, it } from "vitest";

import { pricePrior, type DnsPrior } from "#valuation";

import type { OwnSale } from "../read-own-sales.js";
import { judgePrior, priorTable, toJudgement } from "./judge-prior.js";

const priorOf = (label: string, suffix: string): DnsPrior => ({
  label,
  suffix: {
    suffix,
    registerUsd: 10,
    renewUsd: 10,
    level: 1,
    topDiscount: 0,
    sales: 0,
    basis: "measured",
    languages: [],
  },
  words: [label],
  score: -0.5 + (label.length % 5) / 5,
  terms: [],
  shortNameUsd: 0,
  demand: "even",
  flags: [],
  reason: "",
});

/** Names that went for eight times what the prior says, give or take a factor of two. */
const sales = Array.from({ length: 800 }, (_, at): OwnSale => {
  const label = `name${"x".repeat(at % 5)}${at}`;
  const { log10Price } = pricePrior(priorOf(label, "com"));
  return {
    label,
    suffix: at % 40 === 0 ? "net" : "com",
    log10Price: log10Price + Math.log10(8) + 0.3 * Math.sin(at * 2.4),
    venueKind: at % 4 === 0 ? undefined : "auction",
  };
});

it("judges each sale by levels that it has not taught, and reports by suffix and kind of venue", () => {
  const judged = judgePrior(sales, priorOf);
  expect(judged).toHaveLength(800);
  const off = (of: "shipped" | "learned"): number =>
    judged.reduce((sum, one) => sum + Math.abs(one[of].estimate - one.log10Price), 0) / 800;
  expect(off("learned")).toBeLessThan(off("shipped") / 2);
  const held = judged.filter(
    ({ learned, log10Price }) => log10Price >= learned.low && log10Price <= learned.high,
  ).length;
  expect(held / 800).toBeGreaterThan(0.75);
  expect(held / 800).toBeLessThan(0.9);
  const table = priorTable(judged);
  expect(table.split("\n").map((row) => row.split("|")[1]?.trim())).toEqual([
    "",
    expect.stringMatching(/^-+$/) as string,
    "all",
    ".com auction",
    ".com unknown venue",
    "others unknown venue",
  ]);
  expect(toJudgement(judged).prices).toHaveLength(800);
});
