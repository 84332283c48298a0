import type { MigrationInterface, QueryRunner } from "typeorm";

/** How long each stage of a chunk took, in milliseconds by the stage's name. */
export class ChunkStages1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE batch_chunks ADD COLUMN stages json`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE batch_chunks DROP COLUMN stages`);
  }
}
