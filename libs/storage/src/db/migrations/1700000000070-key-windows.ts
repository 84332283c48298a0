import type { MigrationInterface, QueryRunner } from "typeorm";

/** What keys have used in a minute and in a day; a day's count must outlive a crash of the database. */
export class KeyWindows1700000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE key_usage`);
    await runner.query(`
      CREATE TABLE key_usage (
        name text NOT NULL,
        window_s bigint NOT NULL,
        number bigint NOT NULL,
        used bigint NOT NULL,
        PRIMARY KEY (name, window_s, number)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE key_usage`);
    await runner.query(`
      CREATE UNLOGGED TABLE key_usage (
        name text NOT NULL,
        minute bigint NOT NULL,
        used bigint NOT NULL,
        PRIMARY KEY (name, minute)
      )`);
  }
}
