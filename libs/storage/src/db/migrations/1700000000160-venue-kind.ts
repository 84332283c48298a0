import type { MigrationInterface, QueryRunner } from "typeorm";

/** Where a trade was made: an auction, a sale to an end user, or a private sale; null if unknown. */
export class VenueKind1700000000160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE trades ADD COLUMN venue_kind text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE trades DROP COLUMN venue_kind`);
  }
}
