import { describe, expect, it } from "vitest";

import type { ReportedMarketEvent } from "#contracts";
import { movingMarket } from "./moving-market.js";

const START = Date.parse("2026-01-15T12:00:00.000Z");
const domains = ["alpha.com", "bravo.io", "charlie.eth"].map((domain) => ({
  domain,
  price: 1_000,
  digits: 2,
}));
const first = (count: number, seed: number): ReportedMarketEvent[] => {
  const moves = movingMarket(domains, seed, START, 50);
  return Array.from({ length: count }, () => moves.next().value);
};
const moves = first(5_000, 7);

describe("a moving market", () => {
  it("is the same for the same seed, and shares no id with another", () => {
    expect(first(5_000, 7)).toEqual(moves);
    const ids = new Set(moves.map(({ id }) => id));
    expect(ids.size).toBe(5_000);
    expect(first(100, 8).filter(({ id }) => ids.has(id))).toEqual([]);
  });

  it("keeps its rate from the start on, so that lateness does not add up", () => {
    expect(moves.map(({ at }) => Date.parse(at) - START)).toEqual(
      moves.map((_, index) => index * 20),
    );
  });

  it("has every kind of event", () => {
    expect(new Set(moves.map(({ type }) => type)).size).toBe(9);
  });

  it("changes and closes only what was created before and is open", () => {
    const open = new Set<string>();
    for (const event of moves) {
      if (event.type === "trade") continue;
      const id = "listing_id" in event ? event.listing_id : event.offer_id;
      if (event.type.endsWith("created")) open.add(id);
      else if (event.type.endsWith("changed")) expect(open.has(id)).toBe(true);
      else expect(open.delete(id)).toBe(true);
    }
  });

  it("wanders, and stays a market", () => {
    const prices = moves.flatMap((event) => (event.type === "trade" ? [Number(event.price)] : []));
    expect(new Set(prices).size).toBeGreaterThan(100);
    for (const price of prices) expect(price).toBeGreaterThan(10);
  });
});
