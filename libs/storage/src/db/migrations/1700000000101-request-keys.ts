import type { MigrationInterface, QueryRunner } from "typeorm";

/** An idempotency key belongs to a batch, or to the answer of any other request. */
export class RequestKeys1700000000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE idempotency_keys ALTER COLUMN batch_id DROP NOT NULL, ADD COLUMN answer json,
        ADD CONSTRAINT idempotency_keys_of_one CHECK (num_nonnulls(batch_id, answer) = 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM idempotency_keys WHERE batch_id IS NULL`);
    await runner.query(`
      ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_of_one, DROP COLUMN answer,
        ALTER COLUMN batch_id SET NOT NULL`);
  }
}
