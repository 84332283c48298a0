import type { MarketState } from "#contracts";

import type { Quote } from "../quote.js";

/** The moment at which every story is valued. */
export const NOW = Date.parse("2026-01-15T12:00:00.000Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const USD: Quote = { currency: "USD", baseline: "10.00" };

/** A domain with only the story's inputs. */
export const market = (given: Partial<MarketState>): MarketState => ({
  domain: "alpha.one",
  recentSales: [],
  bidCount: 0,
  askCount: 0,
  ...given,
});

/** Trades of one unit each, as in the stored row. */
export const trades = (...given: { price: number; minutesAgo: number }[]): Partial<MarketState> => {
  const inWindow = given.filter(({ minutesAgo }) => minutesAgo < 720);
  const newest = given.toSorted((a, b) => a.minutesAgo - b.minutesAgo);
  return {
    recentSales: newest.map(({ price, minutesAgo }) => ({
      price: String(price),
      atMs: NOW - minutesAgo * MINUTE,
    })),
    lastSignalAtMs: NOW - (newest[0]?.minutesAgo ?? 0) * MINUTE,
    ...(inWindow.length === 0
      ? {}
      : {
          window: {
            sumPriceWeight: String(inWindow.reduce((sum, { price }) => sum + price, 0)),
            sumWeight: String(inWindow.length),
            count: inWindow.length,
          },
        }),
  };
};
