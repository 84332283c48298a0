import type { MigrationInterface, QueryRunner } from "typeorm";

/** Columns of amounts by table: NaN and Infinity are numbers to Postgres, and none of ours. */
const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  valuations: ["value", "low", "high"],
  domain_states: [
    "value",
    "best_bid",
    "median_bid",
    "median_ask",
    "floor_ask",
    "last_floor",
    "override_value",
    "flagged_weight",
  ],
  trades: ["price", "quantity", "weight"],
  trade_minutes: ["price_weight", "weight"],
  orders: ["price"],
  funds: [
    "shares",
    "baskets",
    "cash",
    "accrued_management",
    "accrued_performance",
    "fees_paid",
    "high_water_mark",
    "distributed_per_share",
    "nav",
    "nav_per_share",
  ],
  fund_positions: ["units"],
  fund_nav: ["nav", "nav_per_share", "shares", "high_water_mark", "distributed_per_share"],
  fund_flows: ["shares", "amount", "amount_per_share"],
};

/**
 * NaN is above all numbers to Postgres, Infinity included. The sums of a minute that was forgotten may go below zero, by
 * a flag on a trade of it; no window reaches back to there.
 */
const finite = (table: string, column: string): string =>
  `${column} ${table === "trade_minutes" ? "> '-Infinity'::numeric" : ">= 0"} AND ${column} < 'Infinity'::numeric`;
const nameOf = (table: string): string => `${table}_finite`;

/**
 * No amount is below zero, infinite or no number. Rows that are there are not looked at (NOT VALID): tables of millions
 * would be locked meanwhile. A fund that was opened over a name valued at zero has such figures in all of its columns:
 * it cannot be repaired, and is closed.
 */
export class FiniteNumbers1700000000122 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const broken = (table: string): string =>
      (AMOUNTS[table] ?? []).map((column) => `NOT (${finite(table, column)})`).join(" OR ");
    await runner.query(`
      UPDATE funds SET shares = 0, baskets = 0, cash = 0, accrued_management = 0, accrued_performance = 0,
        fees_paid = 0, high_water_mark = 0, distributed_per_share = 0, nav = 0, nav_per_share = 0
      WHERE ${broken("funds")}
        OR symbol IN (SELECT symbol FROM fund_positions WHERE ${broken("fund_positions")})`);
    for (const table of ["fund_positions", "fund_nav", "fund_flows"])
      await runner.query(`DELETE FROM ${table} WHERE ${broken(table)}`);
    for (const [table, columns] of Object.entries(AMOUNTS))
      await runner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT ${nameOf(table)} CHECK (${columns.map((column) => finite(table, column)).join(" AND ")}) NOT VALID`,
      );
    await runner.query(
      `ALTER TABLE valuations ADD CONSTRAINT valuations_confidence CHECK (confidence BETWEEN 0 AND 1) NOT VALID`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE valuations DROP CONSTRAINT valuations_confidence`);
    for (const table of Object.keys(AMOUNTS))
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${nameOf(table)}`);
  }
}
