import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * What a key creates belongs to it: '' is nobody's, which is what was created before, without a key, or by the platform
 * itself. A dispute knows who opened it.
 */
export class Owners1700000000121 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ["batches", "captures", "replays"])
      await runner.query(`ALTER TABLE ${table} ADD COLUMN owner text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE disputes ADD COLUMN opened_by text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE disputes DROP COLUMN opened_by`);
    for (const table of ["batches", "captures", "replays"])
      await runner.query(`ALTER TABLE ${table} DROP COLUMN owner`);
  }
}
