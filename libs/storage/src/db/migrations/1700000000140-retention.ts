import type { MigrationInterface, QueryRunner } from "typeorm";

/** What is forgotten after a time is found by an index on that time. */
const INDEXES: readonly (readonly [name: string, on: string])[] = [
  ["batches_ended", "batches (completed_at) WHERE completed_at IS NOT NULL"],
  ["orders_ended", "orders (closed_at) WHERE closed_at IS NOT NULL"],
  ["idempotency_keys_created", "idempotency_keys (created_at)"],
  ["captures_stopped", "captures (stopped_at) WHERE stopped_at IS NOT NULL"],
  ["replays_created", "replays (created_at)"],
  ["disputes_resolved", "disputes (resolved_at) WHERE resolved_at IS NOT NULL"],
];

export class Retention1700000000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) await runner.query(`CREATE INDEX ${name} ON ${on}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of INDEXES) await runner.query(`DROP INDEX ${name}`);
  }
}
