import type { Schema } from "#client";

type MarketEvent = Schema<"MarketEvent">;

/** Names of the seeded market and about what they change hands for, in the currency of their suffix. */
const NAMES: readonly (readonly [name: string, price: number])[] = [
  ["harbor.com", 48_000],
  ["juniper.com", 21_000],
  ["lantern.io", 6_400],
  ["orchard.ai", 12_500],
  ["mosaic.org", 3_900],
  ["copperline.com", 2_100],
  ["northwind.net", 1_750],
  ["tidewater.co", 880],
  ["quarry.dev", 640],
  ["bluefinch.com", 410],
  ["saltmarsh.net", 190],
  ["greenhollow.org", 95],
];
const HOUR_MS = 3_600_000;

/** The fund that holds the dearest of them. */
export const SEEDED_FUND = {
  symbol: "SAMPLE",
  name: "Sample fund",
  positions: [
    { domain: "harbor.com", weight_bps: 4_000 },
    { domain: "juniper.com", weight_bps: 3_000 },
    { domain: "lantern.io", weight_bps: 2_000 },
    { domain: "mosaic.org", weight_bps: 1_000 },
  ],
  shares: "10000",
  management_fee_bps: 75,
  performance_fee_bps: 1_000,
} satisfies Partial<Schema<"FundRequest">>;

export const SEEDED_NAMES: readonly string[] = NAMES.map(([name]) => name);

/**
 * A small market of the last day: trades, listings and offers of twelve names. The same hour makes the same events, so
 * sending it twice adds nothing.
 * @param nowMs milliseconds since the epoch
 */
export const seededMarket = (nowMs: number): MarketEvent[] => {
  const hour = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const random = randomOf(hour / HOUR_MS);
  return NAMES.flatMap(([domain, price], place) => {
    const id = (what: string): string => `sample-${hour / HOUR_MS}-${place}-${what}`;
    const near = (share: number): string => (price * (1 + (random() - 0.5) * share)).toFixed(2);
    const ago = (hours: number): string => new Date(hour - hours * HOUR_MS).toISOString();
    const trades = Array.from({ length: 2 + (place % 3) }, (_, index): MarketEvent => ({
      type: "trade",
      id: id(`t${index}`),
      domain,
      price: near(0.2),
      buyer: `buyer-${index}`,
      seller: `seller-${place}`,
      at: ago(1 + index * 3 + random()),
    }));
    const orders: MarketEvent[] = [
      {
        type: "listing_created",
        id: id("l"),
        listing_id: id("l"),
        domain,
        price: (price * 1.12).toFixed(2),
        at: ago(2),
      },
      {
        type: "offer_created",
        id: id("o"),
        offer_id: id("o"),
        domain,
        price: (price * 0.93).toFixed(2),
        buyer: `bidder-${place}`,
        at: ago(1.5),
      },
    ];
    return trades.concat(orders);
  });
};

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
