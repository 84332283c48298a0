import type { MigrationInterface, QueryRunner } from "typeorm";

/** What keys with a limit have used in a minute, by all gateways together. */
export class KeyUsage1700000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Not worth a line in the write-ahead log: after a crash a minute is counted anew.
    await runner.query(`
      CREATE UNLOGGED TABLE key_usage (
        name text NOT NULL,
        minute bigint NOT NULL,
        used bigint NOT NULL,
        PRIMARY KEY (name, minute)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE key_usage`);
  }
}
