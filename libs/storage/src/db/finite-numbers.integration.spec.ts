import { randomUUID } from "node:crypto";
import { DataSource } from "typeorm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { NO_RISK, outcome, result, trade } from "../test/given.js";
import { commitValues } from "../valuations/valuation-writer.js";
import { MarketRepository } from "../market/market.repository.js";
import { Database } from "./database.js";
import { isRejectedData } from "./errors.js";
import { FiniteNumbers1700000000122 } from "./migrations/1700000000122-finite-numbers.js";

// Real: Postgres, a database of this spec's own. What is no number, or no end of one, is stored nowhere.
const BAD = ["NaN", "Infinity", "-Infinity"];
let source: DataSource;
let database: Database;
beforeAll(async () => {
  const url = await ownDatabase();
  database = await Database.open(url);
  source = await new DataSource({ type: "postgres", url }).initialize();
});
afterAll(async () => {
  await source?.destroy();
  await database?.close();
});

describe.each(BAD)("%s", (bad) => {
  it.each(["value", "low", "high"])("is no %s of a valuation", async (column) => {
    const one = { ...result("finite.one"), [column]: bad };
    const commit = commitValues(database, [outcome([], { values: [{ idx: 0, result: one }] })]);
    await expect(commit).rejects.toSatisfy(isRejectedData);
  });

  it("is no price, quantity or fund's figure", async () => {
    const market = new MarketRepository(database, NO_RISK);
    for (const terms of [{ price: bad }, { quantity: bad }])
      await expect(market.record([trade("finite.one", terms)])).rejects.toSatisfy(isRejectedData);
    for (const statement of [
      `INSERT INTO fund_positions (symbol, domain, weight_bps, units) VALUES ('A', 'a.one', 1, $1)`,
      `INSERT INTO fund_nav (symbol, at, nav, nav_per_share, shares, high_water_mark, distributed_per_share)
       VALUES ('A', now(), $1, 1, 1, 1, 0)`,
      `INSERT INTO domain_states (domain, override_value) VALUES ('b.one', $1)`,
    ])
      await expect(source.query(statement, [bad])).rejects.toMatchObject({ code: "23514" });
  });
});

it("no confidence is beyond 0 to 1", async () => {
  for (const confidence of [Number.NaN, -0.1, 1.1]) {
    const one = { ...result("finite.one"), confidence };
    const commit = commitValues(database, [outcome([], { values: [{ idx: 0, result: one }] })]);
    await expect(commit).rejects.toSatisfy(isRejectedData);
  }
});

it("a fund that was opened over a name without value is closed by the migration", async () => {
  const runner = source.createQueryRunner();
  const migration = new FiniteNumbers1700000000122();
  try {
    await migration.down(runner);
    const symbol = `F${randomUUID().slice(0, 6).toUpperCase()}`;
    await runner.query(
      `INSERT INTO funds (symbol, currency, management_fee_bps, performance_fee_bps, shares, baskets, cash,
         accrued_management, accrued_performance, fees_paid, fees_paid_at, high_water_mark, distributed_per_share, nav,
         nav_per_share, nav_at, nav_seq, version, created_at)
       VALUES ($1, 'USD', 0, 0, 1000, 1, 'NaN', 0, 0, 0, now(), 'NaN', 0, 'NaN', 'NaN', now(), 0, 0, now())`,
      [symbol],
    );
    await runner.query(`INSERT INTO fund_positions VALUES ($1, 'a.one', 10000, 'Infinity')`, [
      symbol,
    ]);
    await migration.up(runner);
    expect(
      await runner.query(
        `SELECT shares::text, cash::text, nav::text FROM funds WHERE symbol = $1`,
        [symbol],
      ),
    ).toEqual([{ shares: "0", cash: "0", nav: "0" }]);
  } finally {
    await runner.release();
  }
});
