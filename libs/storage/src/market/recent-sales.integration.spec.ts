import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { MarketRepository } from "./market.repository.js";
import { loadRecentSales } from "./recent-sales.reader.js";
import { NO_RISK, trade, query } from "../test/given.js";

// Real: Postgres, a database of this spec's own.
let database: Database;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
});
afterAll(() => database?.close());

it("reads the newest sales under each top-level suffix, and no more than are needed", async () => {
  expect(await loadRecentSales(database)).toEqual([]);
  const market = new MarketRepository(database, NO_RISK);
  const sell = (
    domain: string,
    price: string,
    at: number,
    details: Parameters<typeof trade>[1] = {},
  ): Promise<unknown> =>
    market.record([trade(domain, { price, at: new Date(at).toISOString(), ...details })]);
  await sell("alpha.com", "1", 1_000);
  await sell("bravo.com", "2", 3_000);
  await sell("charlie.com", "3", 2_000);
  await sell("alpha.co.uk", "4", 1_000, { venue_kind: "retail" });
  expect(await loadRecentSales(database)).toEqual([
    { domain: "bravo.com", price: "2", currency: "USD", venueKind: undefined },
    { domain: "charlie.com", price: "3", currency: "USD", venueKind: undefined },
    { domain: "alpha.com", price: "1", currency: "USD", venueKind: undefined },
    { domain: "alpha.co.uk", price: "4", currency: "USD", venueKind: "retail" },
  ]);
  await query(
    database,
    `INSERT INTO trades (trade_id, domain, at, price, quantity, currency, weight)
     SELECT 'many ' || n, 'n' || n || '.net', to_timestamp(n), 1, 1, 'USD', 1 FROM generate_series(1, 1200) n`,
  );
  const ofNet = (await loadRecentSales(database)).filter(({ domain }) => domain.endsWith(".net"));
  expect(ofNet).toHaveLength(1_000);
  expect(ofNet[0]?.domain).toBe("n1200.net");
});
