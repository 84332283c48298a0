import { FundRequest, MarketEvent } from "#contracts";
import { expect, it } from "vitest";

import { SEEDED_FUND, SEEDED_NAMES, seededMarket } from "./seed-market.js";

const NOW = Date.parse("2026-01-05T12:34:56Z");

it("is what the API takes, in the past, and the same within an hour", () => {
  const events = seededMarket(NOW);
  for (const event of events) {
    MarketEvent.parse(event);
    expect(Date.parse(event.at)).toBeLessThanOrEqual(NOW);
  }
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(seededMarket(NOW + 60_000)).toEqual(events);
});

it("has a fund of its own names", () => {
  FundRequest.parse(SEEDED_FUND);
  for (const { domain } of SEEDED_FUND.positions) expect(SEEDED_NAMES).toContain(domain);
});
