import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { MarketRepository } from "../market/market.repository.js";
import { NO_RISK, trade } from "../test/given.js";
import { CurrencyChangedError, holdCurrencies } from "./currency-guard.js";
import { Database } from "./database.js";

// Real: Postgres, a database of this spec's own, whose amounts are of one currency for ever.
let database: Database;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
});
afterAll(() => database?.close());

const set = (base: string, suffixes: Record<string, string> = { eth: "ETH" }) =>
  holdCurrencies(database, { base, bySuffix: new Map(Object.entries(suffixes)) });

it("may be changed while nothing is stored, and is held once there is a trade", async () => {
  await set("USD");
  await set("EUR");
  await new MarketRepository(database, NO_RISK).record([
    trade("alpha.one", { currency: "EUR" }),
    trade("alpha.eth", { currency: "ETH" }),
  ]);
  await set("EUR");
  await expect(set("USD")).rejects.toThrow(CurrencyChangedError);
  await expect(set("USD")).rejects.toThrow("Set BASE_CURRENCY=EUR");
  await expect(set("EUR", {})).rejects.toThrow(".eth in EUR");
  await set("EUR", { eth: "ETH", sol: "SOL" });
  await set("EUR");
});

it("of a database from before is known by its trades", async () => {
  await database.run("forget", "DELETE FROM settings", []);
  await expect(set("USD")).rejects.toThrow("trades and values in EUR");
  await set("EUR");
});
