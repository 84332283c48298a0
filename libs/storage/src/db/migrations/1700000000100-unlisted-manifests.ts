import type { MigrationInterface, QueryRunner } from "typeorm";

/** Manifests whose events are being written, or are to be removed: no manifest lists them. */
export class UnlistedManifests1700000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE unlisted_manifests (
        manifest_id uuid PRIMARY KEY,
        since timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX unlisted_manifests_since ON unlisted_manifests (since)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE unlisted_manifests`);
  }
}
