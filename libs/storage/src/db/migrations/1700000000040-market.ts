import type { MigrationInterface, QueryRunner } from "typeorm";

/** Risk flags on trades, the own times of what is known of an order, and the marks of domains that have moved. */
export class Market1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE trades
        ADD COLUMN flags text[] NOT NULL DEFAULT '{}',
        ADD COLUMN cum_flagged integer NOT NULL DEFAULT 0`);
    // A late trade moves the sums of those behind it: with room on their pages, no index is touched.
    await runner.query(`ALTER TABLE trades SET (fillfactor = 80)`);
    // Listings and offers are named by different people: the same id may be one of each. What was reported of a price or
    // an expiry is named by its own time and its event, as text that sorts by time.
    await runner.query(`
      ALTER TABLE orders
        DROP CONSTRAINT orders_pkey,
        ADD PRIMARY KEY (kind, order_id),
        ADD COLUMN price_told text NOT NULL DEFAULT '',
        ADD COLUMN expiry_told text NOT NULL DEFAULT ''`);
    await runner.query(
      `CREATE INDEX orders_closed ON orders (domain, closed_at, order_id) WHERE kind = 'listing' AND status <> 'active'`,
    );
    await runner.query(`
      ALTER TABLE domain_states
        ADD COLUMN flagged_count integer NOT NULL DEFAULT 0,
        ADD COLUMN flagged_weight numeric,
        ADD COLUMN moved_at timestamptz,
        ADD COLUMN moved_seq bigint,
        ADD COLUMN moved_tp text,
        ADD COLUMN claimed_at timestamptz`);
    // What has moved and is not valued again yet is a handful of rows among millions.
    await runner.query(
      `CREATE INDEX domain_states_moved ON domain_states (moved_at) WHERE moved_at IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX domain_states_override ON domain_states (override_expires_at) WHERE override_expires_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE domain_states DROP COLUMN flagged_count, DROP COLUMN flagged_weight, DROP COLUMN moved_at,
        DROP COLUMN moved_seq, DROP COLUMN moved_tp, DROP COLUMN claimed_at`);
    await runner.query(`DROP INDEX domain_states_override`);
    await runner.query(`DROP INDEX orders_closed`);
    await runner.query(`
      ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD PRIMARY KEY (order_id), DROP COLUMN price_told,
        DROP COLUMN expiry_told`);
    await runner.query(`ALTER TABLE trades RESET (fillfactor)`);
    await runner.query(`ALTER TABLE trades DROP COLUMN flags, DROP COLUMN cum_flagged`);
  }
}
