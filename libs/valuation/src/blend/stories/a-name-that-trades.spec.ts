import { expect, it } from "vitest";

import { HOUR, market, MINUTE, NOW, trades } from "../../market/stories/given.js";
import { value } from "./given.js";

const weightOf = (valuation: ReturnType<typeof value>, source: string): number =>
  valuation.factors.ensemble?.members.find((member) => member.source === source)?.weight ?? 0;

it("a name that trades now is the market's", () => {
  const state = market(
    trades(
      { price: 30, minutesAgo: 5 },
      { price: 31, minutesAgo: 20 },
      { price: 29, minutesAgo: 40 },
    ),
  );
  const valuation = value(state);
  expect(valuation.chosenSource).toBe("vwap");
  expect(weightOf(valuation, "vwap")).toBeGreaterThan(0.98);
  expect(Number(valuation.value)).toBeGreaterThan(27);
  expect(Number(valuation.value)).toBeLessThan(31);
});

it("a sale of long ago counts for less and less, and the model for the rest", () => {
  const sold = (yearsAgo: number) =>
    market({
      recentSales: [{ price: "100", atMs: NOW - yearsAgo * 365.25 * 24 * HOUR }],
      lastSignalAtMs: NOW - yearsAgo * 365.25 * 24 * HOUR,
    });
  const values = [0.01, 1, 5, 20, 60].map((years) => value(sold(years)));
  const numbers = values.map((valuation) => Number(valuation.value));
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  expect(numbers[0]).toBeGreaterThan(75);
  expect(numbers.at(-1)).toBeLessThan(5);
  expect(values[0]?.chosenSource).toBe("sales_median");
  expect(values.at(-1)?.chosenSource).toBe("regression");
});

it("the more trades and the closer together, the more the market weighs", () => {
  const scattered = market(trades({ price: 3, minutesAgo: 5 }, { price: 300, minutesAgo: 6 }));
  const close = market(trades({ price: 30, minutesAgo: 5 }, { price: 31, minutesAgo: 6 }));
  expect(weightOf(value(close), "vwap")).toBeGreaterThan(weightOf(value(scattered), "vwap"));
});

it("a listing alone is only an asking price, and hardly moves the value", () => {
  const state = market({
    floorAsk: "1000000",
    medianAsk: "1000000",
    askCount: 1,
    lastSignalAtMs: NOW - MINUTE,
  });
  const valuation = value(state);
  expect(Number(valuation.value)).toBeLessThan(100);
  // Two that disagree by a factor of a million do not make a sure value.
  expect(valuation.confidence).toBeLessThan(value().confidence);
  expect(valuation.factors.ensemble?.dispersion).toBeGreaterThan(1);
});
