import type { MigrationInterface, QueryRunner } from "typeorm";

/** When each event was logged; manifests, captures and replays. */
export class Stream1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE events ADD COLUMN logged_at timestamptz`);
    // What is there already never says when it was logged: at the latest when what came behind it had happened.
    await runner.query(`
      UPDATE events e SET logged_at = x.logged_at
      FROM (SELECT seq, max(at) OVER (ORDER BY seq) AS logged_at FROM events) x WHERE x.seq = e.seq`);
    // The clock, and not the transaction's start: written while the stream's head is held, so it grows with seq.
    await runner.query(`
      ALTER TABLE events ALTER COLUMN logged_at SET DEFAULT clock_timestamp(), ALTER COLUMN logged_at SET NOT NULL`);
    await runner.query(`
      CREATE TABLE manifests (
        name text COLLATE "C" PRIMARY KEY,
        manifest_id uuid NOT NULL UNIQUE,
        events integer NOT NULL,
        duration_ms double precision NOT NULL,
        hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE manifest_events (
        manifest_id uuid NOT NULL,
        seq integer NOT NULL,
        delay_ms double precision NOT NULL,
        type text NOT NULL,
        domain text,
        tp text,
        text text NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (manifest_id, seq)
      )`);
    await runner.query(`
      CREATE TABLE captures (
        capture_id uuid PRIMARY KEY,
        manifest text NOT NULL,
        filter json,
        epoch uuid NOT NULL,
        from_seq bigint NOT NULL,
        to_seq bigint,
        events integer,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        stopped_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE replays (
        replay_id uuid PRIMARY KEY,
        spec json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE replays, captures, manifest_events, manifests`);
    await runner.query(`ALTER TABLE events DROP COLUMN logged_at`);
  }
}
