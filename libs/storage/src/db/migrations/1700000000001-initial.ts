import type { MigrationInterface, QueryRunner } from "typeorm";

/** The event log, batches and their values, and the market's tables with one row of state per domain. */
export class Initial1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE streams (
        stream text PRIMARY KEY,
        epoch uuid NOT NULL,
        head bigint NOT NULL DEFAULT 0,
        oldest bigint NOT NULL DEFAULT 1
      ) WITH (fillfactor = 10)`);
    await runner.query(`INSERT INTO streams (stream, epoch) VALUES ('market', gen_random_uuid())`);
    await runner.query(`
      CREATE TABLE events (
        seq bigint PRIMARY KEY,
        eid text COLLATE "C" NOT NULL,
        type text NOT NULL,
        v smallint NOT NULL,
        at timestamptz NOT NULL,
        domain text COLLATE "C",
        tp text,
        data json NOT NULL
      )`);
    await runner.query(`CREATE UNIQUE INDEX events_eid ON events (eid)`);
    await runner.query(`CREATE INDEX events_domain_seq ON events (domain, seq)`);
    await runner.query(`
      CREATE TABLE batches (
        batch_id uuid PRIMARY KEY,
        status text NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
        total integer NOT NULL,
        done integer NOT NULL DEFAULT 0,
        failed integer NOT NULL DEFAULT 0,
        chunks integer NOT NULL,
        chunks_done integer NOT NULL DEFAULT 0,
        ensemble boolean NOT NULL,
        traceparent text,
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        completed_at timestamptz
      ) WITH (fillfactor = 70)`);
    await runner.query(`
      CREATE TABLE batch_chunks (
        batch_id uuid NOT NULL,
        chunk integer NOT NULL,
        first_idx integer NOT NULL,
        items json NOT NULL,
        created_at timestamptz NOT NULL,
        done_at timestamptz,
        PRIMARY KEY (batch_id, chunk)
      ) WITH (fillfactor = 80)`);
    // What is not done is a handful of rows among millions: the sweeper and the results' watermark read only these.
    await runner.query(
      `CREATE INDEX batch_chunks_open ON batch_chunks (batch_id, first_idx) WHERE done_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE batch_refusals (
        batch_id uuid NOT NULL,
        idx integer NOT NULL,
        index integer NOT NULL,
        input text NOT NULL,
        code text NOT NULL,
        detail text NOT NULL,
        PRIMARY KEY (batch_id, idx)
      )`);
    await runner.query(`
      CREATE TABLE valuations (
        seq bigint PRIMARY KEY,
        batch_id uuid NOT NULL,
        idx integer NOT NULL,
        domain text COLLATE "C" NOT NULL,
        input text,
        value numeric NOT NULL,
        currency text NOT NULL,
        low numeric NOT NULL,
        high numeric NOT NULL,
        confidence double precision NOT NULL,
        model_version text NOT NULL,
        chosen_source text NOT NULL,
        factors json NOT NULL,
        placeholder_created boolean NOT NULL,
        valued_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE UNIQUE INDEX valuations_batch_idx ON valuations (batch_id, idx)`);
    await runner.query(`
      CREATE TABLE domain_states (
        domain text COLLATE "C" PRIMARY KEY,
        value numeric,
        valued_at timestamptz,
        valuation_seq bigint,
        trade_count integer NOT NULL DEFAULT 0,
        cum_price_weight numeric NOT NULL DEFAULT 0,
        cum_weight numeric NOT NULL DEFAULT 0,
        recent_sales json NOT NULL DEFAULT '[]',
        best_bid numeric,
        median_bid numeric,
        bid_count integer NOT NULL DEFAULT 0,
        median_ask numeric,
        ask_count integer NOT NULL DEFAULT 0,
        floor_ask numeric,
        last_floor numeric,
        last_signal_at timestamptz,
        dispute_id uuid,
        dispute_votes integer,
        dispute_quorum integer,
        override_value numeric,
        override_expires_at timestamptz
      ) WITH (fillfactor = 80)`);
    await runner.query(`
      CREATE TABLE trades (
        trade_id text PRIMARY KEY,
        domain text COLLATE "C" NOT NULL,
        at timestamptz NOT NULL,
        price numeric NOT NULL CHECK (price > 0),
        quantity numeric NOT NULL CHECK (quantity > 0),
        currency text NOT NULL,
        buyer text,
        seller text,
        weight numeric NOT NULL,
        cum_price_weight numeric NOT NULL,
        cum_weight numeric NOT NULL,
        cum_count integer NOT NULL
      )`);
    await runner.query(`CREATE INDEX trades_domain_at ON trades (domain, at, trade_id)`);
    await runner.query(`
      CREATE TABLE orders (
        order_id text PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('listing', 'offer')),
        domain text COLLATE "C" NOT NULL,
        price numeric NOT NULL CHECK (price > 0),
        currency text NOT NULL,
        status text NOT NULL CHECK (status IN ('active', 'filled', 'cancelled', 'expired')),
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        closed_at timestamptz
      )`);
    await runner.query(
      `CREATE INDEX orders_active ON orders (domain, kind, price) WHERE status = 'active'`,
    );
    await runner.query(
      `CREATE INDEX orders_expiry ON orders (expires_at) WHERE status = 'active' AND expires_at IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE disputes (
        dispute_id uuid PRIMARY KEY,
        domain text COLLATE "C" NOT NULL,
        reason text NOT NULL,
        quorum integer NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'resolved')),
        outcome text,
        opened_at timestamptz NOT NULL,
        resolved_at timestamptz
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX disputes_open ON disputes (domain) WHERE status = 'open'`,
    );
    await runner.query(`
      CREATE TABLE dispute_votes (
        dispute_id uuid NOT NULL,
        voter text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (dispute_id, voter)
      )`);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        key text PRIMARY KEY,
        fingerprint text NOT NULL,
        batch_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE idempotency_keys, dispute_votes, disputes, orders, trades, domain_states, valuations,
        batch_refusals, batch_chunks, batches, events, streams`);
  }
}
