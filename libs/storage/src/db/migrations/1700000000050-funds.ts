import type { MigrationInterface, QueryRunner } from "typeorm";

/** Funds, the units of each position in one basket, the NAV over time, and what came in and went out. */
export class Funds1700000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE funds (
        symbol text COLLATE "C" PRIMARY KEY,
        name text,
        currency text NOT NULL,
        management_fee_bps integer NOT NULL,
        performance_fee_bps integer NOT NULL,
        shares numeric NOT NULL CHECK (shares >= 0),
        baskets numeric NOT NULL CHECK (baskets >= 0),
        cash numeric NOT NULL CHECK (cash >= 0),
        accrued_management numeric NOT NULL,
        accrued_performance numeric NOT NULL,
        fees_paid numeric NOT NULL,
        fees_paid_at timestamptz NOT NULL,
        high_water_mark numeric NOT NULL,
        distributed_per_share numeric NOT NULL,
        nav numeric NOT NULL,
        nav_per_share numeric NOT NULL,
        nav_at timestamptz NOT NULL,
        nav_seq bigint NOT NULL,
        version integer NOT NULL,
        created_at timestamptz NOT NULL
      ) WITH (fillfactor = 50)`);
    await runner.query(`
      CREATE TABLE fund_positions (
        symbol text COLLATE "C" NOT NULL,
        domain text COLLATE "C" NOT NULL,
        weight_bps integer NOT NULL,
        units numeric NOT NULL CHECK (units > 0),
        PRIMARY KEY (symbol, domain)
      )`);
    await runner.query(`
      CREATE TABLE fund_nav (
        symbol text COLLATE "C" NOT NULL,
        at timestamptz NOT NULL,
        nav numeric NOT NULL,
        nav_per_share numeric NOT NULL,
        shares numeric NOT NULL,
        high_water_mark numeric NOT NULL,
        distributed_per_share numeric NOT NULL,
        PRIMARY KEY (symbol, at)
      )`);
    // What is pruned is old, whatever the fund.
    await runner.query(`CREATE INDEX fund_nav_at ON fund_nav (at)`);
    await runner.query(`
      CREATE TABLE fund_flows (
        flow_id uuid PRIMARY KEY,
        symbol text COLLATE "C" NOT NULL,
        kind text NOT NULL CHECK (kind IN ('creation', 'issue', 'redemption', 'distribution')),
        shares numeric NOT NULL,
        amount numeric NOT NULL,
        currency text NOT NULL,
        amount_per_share numeric NOT NULL,
        at timestamptz NOT NULL,
        idempotency_key text UNIQUE,
        fingerprint text
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE fund_flows, fund_nav, fund_positions, funds`);
  }
}
