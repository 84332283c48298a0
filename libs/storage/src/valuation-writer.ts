import { MARKET_STREAM, type RefusedItem, type ValuationResult } from "#contracts";

import type { Database } from "./database.js";
import { isUniqueViolation } from "./errors.js";

/** A value that is to be stored: the result, and its place in its batch. */
export interface ValuedItem {
  readonly idx: number;
  readonly result: ValuationResult;
}

/** The outcome of one job: the whole of a small batch, or a chunk of a large one. */
export interface ChunkOutcome {
  readonly batchId: string;
  readonly chunk: number;
  readonly ensemble: boolean;
  readonly traceparent: string | undefined;
  /** When the batch was asked for, and when work on this chunk began. */
  readonly createdAt: string;
  readonly startedAt: string;
  readonly values: readonly ValuedItem[];
  /** Refused entries; only with a small batch, a large one stores them when it is accepted. */
  readonly refused: readonly RefusedItem[];
}

/** Where the events of a commit stand in the stream. */
export interface Committed {
  readonly epoch: string;
  readonly firstSeq: number;
  readonly headSeq: number;
}

/**
 * Everything that one commit of values changes, as one autocommit statement: one round trip. The stream's head is
 * advanced first and every other part reads what that returned, so locks are always taken in one order, and the head
 * is held for the statement and its commit alone: that is what makes `seq` gap-free and in commit order.
 *
 * $1 values, $2 one row for each batch, $3 refused entries, $4 stream. Work that was done before breaks a unique key
 * (batch and idx, or eid), and the whole statement with it.
 */
const COMMIT_VALUES = `
WITH v AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS x(
    n integer, batch_id uuid, idx integer, domain text, input text, value numeric, currency text, low numeric,
    high numeric, confidence double precision, model_version text, chosen_source text, factors json,
    placeholder_created boolean, valued_at timestamptz, last boolean, tp text)
), c AS MATERIALIZED (
  SELECT * FROM json_to_recordset($2::json) AS x(
    n integer, batch_id uuid, chunks integer[], valued integer, refused integer, ensemble boolean,
    created_at timestamptz, started_at timestamptz, tp text)
), head AS (
  UPDATE streams SET head = head + (SELECT count(*) FROM v) + (SELECT count(*) FROM c)
  WHERE stream = $4
  RETURNING epoch, head, head - (SELECT count(*) FROM v) - (SELECT count(*) FROM c) AS base
), stored AS (
  INSERT INTO valuations (seq, batch_id, idx, domain, input, value, currency, low, high, confidence, model_version,
    chosen_source, factors, placeholder_created, valued_at)
  SELECT head.base + v.n, v.batch_id, v.idx, v.domain, v.input, v.value, v.currency, v.low, v.high, v.confidence,
    v.model_version, v.chosen_source, v.factors, v.placeholder_created, v.valued_at
  FROM head, v
), latest AS (
  INSERT INTO domain_states AS s (domain, value, valued_at, valuation_seq)
  SELECT v.domain, v.value, v.valued_at, head.base + v.n FROM head, v WHERE v.last
  ON CONFLICT (domain) DO UPDATE
  SET value = excluded.value, valued_at = excluded.valued_at, valuation_seq = excluded.valuation_seq
), refusals AS (
  INSERT INTO batch_refusals (batch_id, idx, index, input, code, detail)
  SELECT r.batch_id, r.idx, r.index, r.input, r.code, r.detail
  FROM head, json_to_recordset($3::json) AS r(batch_id uuid, idx integer, index integer, input json, code text, detail text)
  ON CONFLICT DO NOTHING
), chunk AS (
  UPDATE batch_chunks SET done_at = clock_timestamp()
  FROM head, c
  WHERE batch_chunks.batch_id = c.batch_id AND batch_chunks.chunk = ANY (c.chunks)
), batch AS (
  INSERT INTO batches AS b (batch_id, status, total, done, failed, chunks, chunks_done, ensemble, traceparent,
    created_at, started_at, completed_at)
  SELECT c.batch_id, 'completed', c.valued + c.refused, c.valued, c.refused, 1, 1, c.ensemble, c.tp,
    c.created_at, c.started_at, clock_timestamp()
  FROM head, c
  ON CONFLICT (batch_id) DO UPDATE SET
    done = b.done + excluded.done,
    chunks_done = b.chunks_done + (SELECT cardinality(c.chunks) FROM c WHERE c.batch_id = b.batch_id),
    started_at = coalesce(b.started_at, excluded.started_at),
    status = CASE
      WHEN b.status NOT IN ('queued', 'running') THEN b.status
      WHEN b.chunks_done + (SELECT cardinality(c.chunks) FROM c WHERE c.batch_id = b.batch_id) >= b.chunks THEN 'completed'
      ELSE 'running' END,
    completed_at = CASE
      WHEN b.status IN ('queued', 'running')
        AND b.chunks_done + (SELECT cardinality(c.chunks) FROM c WHERE c.batch_id = b.batch_id) >= b.chunks
      THEN clock_timestamp() ELSE b.completed_at END
  RETURNING b.batch_id, b.status, b.total, b.done, b.failed
), logged AS (
  INSERT INTO events (seq, eid, type, v, at, domain, tp, data)
  SELECT head.base + v.n, 'v-' || v.batch_id || '-' || v.idx, 'valuation_update', 1, v.valued_at, v.domain, v.tp,
    jsonb_build_object('domain', v.domain, 'batch_id', v.batch_id, 'value', v.value::text, 'currency', v.currency,
      'low', v.low::text, 'high', v.high::text, 'confidence', v.confidence, 'chosen_source', v.chosen_source,
      'model_version', v.model_version)
  FROM head, v
  UNION ALL
  SELECT head.head - (SELECT count(*) FROM c) + c.n, 'b-' || c.batch_id || '-' || c.chunks[1],
    CASE WHEN batch.status = 'completed' THEN 'batch_completed' ELSE 'batch_progress' END, 1, clock_timestamp(), NULL, c.tp,
    jsonb_build_object('batch_id', c.batch_id, 'status', batch.status, 'total', batch.total, 'done', batch.done,
      'failed', batch.failed)
  FROM head, c JOIN batch USING (batch_id)
)
SELECT epoch, base + 1 AS first_seq, head AS head_seq FROM head`;

/**
 * Stores the values of one job, or of several joined together, with their events, in one commit.
 * @returns undefined when any of it had been stored before; nothing is changed then
 * @throws StorageUnavailableError
 */
export const commitValues = async (
  database: Database,
  outcomes: readonly ChunkOutcome[],
): Promise<Committed | undefined> => {
  try {
    const rows = await database.run<{ epoch: string; first_seq: string; head_seq: string }>(
      "commit values",
      COMMIT_VALUES,
      [...parameters(outcomes), MARKET_STREAM],
    );
    const [row] = rows;
    if (row === undefined)
      throw new Error(`The stream "${MARKET_STREAM}" has no head: run the migrations.`);
    return { epoch: row.epoch, firstSeq: Number(row.first_seq), headSeq: Number(row.head_seq) };
  } catch (error) {
    if (isUniqueViolation(error)) return undefined;
    throw error;
  }
};

const parameters = (
  outcomes: readonly ChunkOutcome[],
): [values: string, batches: string, refused: string] => {
  const values: (Omit<ValuationResult, "input"> & {
    n: number;
    batch_id: string;
    idx: number;
    last: boolean;
  })[] = [];
  const newestOf = new Map<string, { last: boolean }>();
  const batches = new Map<
    string,
    { n: number; chunks: number[]; valued: number; refused: number } & Record<string, unknown>
  >();
  const refused: (RefusedItem & { batch_id: string })[] = [];
  for (const outcome of outcomes) {
    const tp = outcome.traceparent;
    for (const { idx, result } of outcome.values) {
      const row = {
        ...result,
        n: values.length + 1,
        batch_id: outcome.batchId,
        idx,
        tp,
        last: true,
      };
      // One row of state can be written once in a statement: by the newest of its values.
      const older = newestOf.get(row.domain);
      if (older !== undefined) older.last = false;
      newestOf.set(row.domain, row);
      values.push(row);
    }
    for (const item of outcome.refused) refused.push({ ...item, batch_id: outcome.batchId });
    const batch = batches.get(outcome.batchId);
    if (batch === undefined) {
      batches.set(outcome.batchId, {
        n: batches.size + 1,
        batch_id: outcome.batchId,
        chunks: [outcome.chunk],
        valued: outcome.values.length,
        refused: outcome.refused.length,
        ensemble: outcome.ensemble,
        created_at: outcome.createdAt,
        started_at: outcome.startedAt,
        tp,
      });
    } else {
      batch.chunks.push(outcome.chunk);
      batch.valued += outcome.values.length;
    }
  }
  return [JSON.stringify(values), JSON.stringify([...batches.values()]), JSON.stringify(refused)];
};
