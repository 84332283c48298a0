import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a database was begun with and holds its processes to, such as the currencies of its amounts. */
export class Settings1700000000123 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE settings (name text PRIMARY KEY, value json NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE settings`);
  }
}
