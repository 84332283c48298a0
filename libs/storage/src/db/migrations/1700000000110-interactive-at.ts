import type { MigrationInterface, QueryRunner } from "typeorm";

/** When a small batch was last committed, by any worker: bulk work keeps its commits short for a moment after. */
export class InteractiveAt1700000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE streams ADD COLUMN interactive_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE streams DROP COLUMN interactive_at`);
  }
}
