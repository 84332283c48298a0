import { describe, expect, it } from "vitest";

import { DOMAINS, seededMarket } from "./seeded-market.js";
import { readSoldNames } from "./sold-names.js";

const NOW = Date.parse("2026-01-15T12:00:00.000Z");
const sold = await readSoldNames();
const market = seededMarket(sold, 1, NOW);

describe("a seeded market", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(seededMarket(sold, 1, NOW)).toEqual(market);
    const other = seededMarket(sold, 2, NOW);
    expect(other.domains).not.toEqual(market.domains);
    const ids = new Set(market.events.map(({ id }) => id));
    expect(other.events.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  it("is the same all through an hour, and no id of it is another event's in the next", () => {
    const hourMs = 3_600_000;
    const startMs = Math.floor(NOW / hourMs) * hourMs;
    expect(seededMarket(sold, 1, startMs + hourMs - 1)).toEqual(seededMarket(sold, 1, startMs));
    const ids = new Set(seededMarket(sold, 1, startMs).events.map(({ id }) => id));
    const later = seededMarket(sold, 1, startMs + hourMs);
    expect(later.events.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  it("is of 1,000 domains under several suffixes, each with a book", () => {
    expect(new Set(market.domains.map(({ domain }) => domain)).size).toBe(DOMAINS);
    const suffixes = new Set(market.domains.map(({ domain }) => domain.split(".").at(-1)));
    expect(suffixes.size).toBeGreaterThanOrEqual(5);
    const withBook = (type: string) =>
      new Set(
        market.events.flatMap((event) =>
          event.type === type && "domain" in event ? [event.domain] : [],
        ),
      );
    expect(withBook("listing_created").size).toBe(DOMAINS);
    expect(withBook("offer_created").size).toBe(DOMAINS);
    expect(withBook("trade").size).toBeGreaterThan(DOMAINS / 2);
  });

  it("asks for more than is offered, and trades near the price", () => {
    const worth = new Map(market.domains.map(({ domain, price }) => [domain, price]));
    for (const event of market.events) {
      if (!("domain" in event)) continue;
      const ratio = Number(event.price) / (worth.get(event.domain) ?? 0);
      if (event.type === "listing_created") expect(ratio).toBeGreaterThan(1);
      if (event.type === "offer_created") expect(ratio).toBeLessThan(1);
      if (event.type === "trade") expect(Math.abs(Math.log(ratio))).toBeLessThan(0.7);
      expect(event.price).toMatch(/^\d+\.\d{2,6}$/);
      expect(Number(event.price)).toBeGreaterThan(0);
    }
  });

  it("happened over the last days, in order", () => {
    const times = market.events.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.min(...times)).toBeGreaterThan(NOW - 5 * 86_400_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(NOW);
  });

  it("has three funds of weights that add to all, each of domains that it has, in one currency", () => {
    const names = new Set(market.domains.map(({ domain }) => domain));
    expect(market.funds.map(({ symbol }) => symbol)).toEqual(["DOTCOM50", "TECH30", "NAMEETH"]);
    for (const { positions } of market.funds) {
      expect(positions.length).toBeGreaterThanOrEqual(20);
      expect(positions.reduce((sum, { weight_bps }) => sum + weight_bps, 0)).toBe(10_000);
      expect(positions.every(({ domain }) => names.has(domain))).toBe(true);
      expect(new Set(positions.map(({ domain }) => domain.endsWith(".eth"))).size).toBe(1);
    }
  });
});
