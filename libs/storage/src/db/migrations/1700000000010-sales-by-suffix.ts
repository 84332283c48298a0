import type { MigrationInterface, QueryRunner } from "typeorm";

/** The newest trades of each top-level suffix, so that its price level can be learned from a bounded number of them. */
export class SalesBySuffix1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE trades ADD COLUMN tld text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (substring(domain FROM '[^.]*$')) STORED`);
    await runner.query(`CREATE INDEX trades_tld_at ON trades (tld, at DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE trades DROP COLUMN tld`);
  }
}
