import {
  MARKET_STREAM,
  type EventData,
  type Lane,
  type RefusedItem,
  type ValuationResult,
} from "#contracts";

import type { QueryResultRow } from "pg";

import type { Database } from "../db/database.js";
import { isUniqueViolation } from "../db/errors.js";
import { NOBODYS } from "../keys/ownership.js";
import { factorsText } from "./factors-text.js";

/** A value that is to be stored: the result, and its place in its batch. */
export interface ValuedItem {
  readonly idx: number;
  readonly result: ValuationResult;
}

/** The outcome of one job: the whole of a small batch, or a chunk of a large one. */
export interface ChunkOutcome {
  readonly batchId: string;
  /** The name of the key that asked for it; absent without an owner. */
  readonly owner?: string | undefined;
  readonly chunk: number;
  /** Whether the chunk ends with these values: a chunk may be stored in parts, each in a commit of its own. */
  readonly isLast: boolean;
  readonly ensemble: boolean;
  readonly traceparent: string | undefined;
  /** When the batch was asked for, and when work on this chunk began. */
  readonly createdAt: string;
  readonly startedAt: string;
  readonly values: readonly ValuedItem[];
  /** Rejected entries; only with a small batch, a large one stores them when it is accepted. */
  readonly refused: readonly RefusedItem[];
  /**
   * Of values that no caller requested: the mark of each domain that its value takes away, if it is still that one. They
   * belong to no batch: none is stored, and no event of one is logged.
   */
  readonly movedSeqs?: ReadonlyMap<string, string>;
}

/** Where the events of a commit stand in the stream. */
export interface Committed {
  readonly epoch: string;
  readonly firstSeq: number;
  readonly headSeq: number;
  /** How long ago a small batch was last committed, by any worker, in milliseconds; undefined where none ever was. */
  readonly interactiveAgeMs: number | undefined;
}

/**
 * Everything that one commit of values changes, as one autocommit statement: one round trip. The stream's head is
 * advanced first and every other part reads what that returned, so locks are always taken in one order, and the head
 * is held for the statement and its commit alone: that is what makes `seq` gap-free and in commit order.
 *
 * $1 to $13, $19 and $20 are columns of values, $14 and $15 their factors and events, $16 one row for each batch, $17 rejected
 * entries, $18 the stream, $21 whether this is bulk work. Columns, and documents that are passed through unread, cost half of what one JSON
 * recordset does. Work that was done before breaks a unique key (batch and idx, or eid), and the whole statement
 * with it.
 */
const COMMIT_VALUES = `
WITH c AS MATERIALIZED (
  SELECT * FROM json_to_recordset($16::json) AS x(
    b integer, e integer, batch_id uuid, chunks integer[], valued integer, refused integer, ensemble boolean,
    created_at timestamptz, started_at timestamptz, tp text, is_batch boolean, owner text)
), v AS MATERIALIZED (
  SELECT x.*, c.batch_id, c.tp FROM ROWS FROM (
    unnest($1::integer[], $2::integer[], $3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::numeric[],
      $8::text[], $9::double precision[], $10::text[], $11::text[], $12::boolean[], $13::timestamptz[], $19::boolean[], $20::bigint[]),
    json_array_elements($14::json), json_array_elements($15::json)
  ) WITH ORDINALITY AS x(b, idx, domain, input, value, low, high, currency, confidence, model_version, chosen_source,
    placeholder_created, valued_at, is_newest, moved_seq, factors, data, n)
  JOIN c USING (b)
), head AS (
  UPDATE streams SET head = head + (SELECT count(*) FROM v) + (SELECT count(*) FROM c WHERE e > 0),
    interactive_at = CASE WHEN $21::boolean THEN interactive_at ELSE clock_timestamp() END
  WHERE stream = $18
  RETURNING epoch, head, extract(epoch FROM clock_timestamp() - interactive_at) * 1000 AS interactive_age_ms, head - (SELECT count(*) FROM v) - (SELECT count(*) FROM c WHERE e > 0) AS base
), stored AS (
  INSERT INTO valuations (seq, batch_id, idx, domain, input, value, currency, low, high, confidence, model_version,
    chosen_source, factors, placeholder_created, valued_at)
  SELECT head.base + v.n, v.batch_id, v.idx, v.domain, v.input, v.value, v.currency, v.low, v.high, v.confidence,
    v.model_version, v.chosen_source, v.factors, v.placeholder_created, v.valued_at
  FROM head, v
), latest AS (
  INSERT INTO domain_states AS s (domain, value, valued_at, valuation_seq, moved_seq)
  SELECT v.domain, v.value, v.valued_at, head.base + v.n, v.moved_seq FROM head, v WHERE v.is_newest
  ON CONFLICT (domain) DO UPDATE
  SET value = excluded.value, valued_at = excluded.valued_at, valuation_seq = excluded.valuation_seq,
    moved_at = CASE WHEN s.moved_seq = excluded.moved_seq THEN NULL ELSE s.moved_at END
), refusals AS (
  INSERT INTO batch_refusals (batch_id, idx, index, input, code, detail)
  SELECT r.batch_id, r.idx, r.index, r.input, r.code, r.detail
  FROM head, json_to_recordset($17::json) AS r(batch_id uuid, idx integer, index integer, input text, code text, detail text)
  ON CONFLICT DO NOTHING
), chunk AS (
  UPDATE batch_chunks SET done_at = clock_timestamp()
  FROM head, c
  WHERE batch_chunks.batch_id = c.batch_id AND batch_chunks.chunk = ANY (c.chunks)
), batch AS (
  INSERT INTO batches AS b (batch_id, status, total, done, failed, chunks, chunks_done, ensemble, traceparent,
    created_at, started_at, completed_at, owner)
  SELECT c.batch_id, 'completed', c.valued + c.refused, c.valued, c.refused, cardinality(c.chunks),
    cardinality(c.chunks), c.ensemble, c.tp, c.created_at, c.started_at, clock_timestamp(), c.owner
  FROM head, c WHERE c.is_batch
  ON CONFLICT (batch_id) DO UPDATE SET
    done = b.done + excluded.done,
    chunks_done = b.chunks_done + excluded.chunks_done,
    started_at = coalesce(b.started_at, excluded.started_at),
    status = CASE
      WHEN b.status NOT IN ('queued', 'running') THEN b.status
      WHEN b.chunks_done + excluded.chunks_done >= b.chunks THEN 'completed'
      ELSE 'running' END,
    completed_at = CASE
      WHEN b.status IN ('queued', 'running') AND b.chunks_done + excluded.chunks_done >= b.chunks
      THEN excluded.completed_at ELSE b.completed_at END
  RETURNING b.batch_id, b.status, b.total, b.done, b.failed
), logged AS (
  INSERT INTO events (seq, eid, type, v, at, domain, tp, data)
  SELECT head.base + v.n, 'v-' || v.batch_id || '-' || v.idx, 'valuation_update', 1, v.valued_at, v.domain, v.tp, v.data
  FROM head, v
  UNION ALL
  SELECT head.base + (SELECT count(*) FROM v) + c.e, 'b-' || c.batch_id || '-' || c.chunks[1],
    CASE WHEN batch.status = 'completed' THEN 'batch_completed' ELSE 'batch_progress' END, 1, clock_timestamp(),
    NULL, c.tp, json_build_object('batch_id', c.batch_id, 'status', batch.status, 'total', batch.total,
      'done', batch.done, 'failed', batch.failed)
  FROM head, c JOIN batch USING (batch_id) WHERE c.e > 0
)
SELECT epoch, base + 1 AS first_seq, head AS head_seq, interactive_age_ms::double precision FROM head`;

interface CommittedRow {
  epoch: string;
  first_seq: string;
  head_seq: string;
  interactive_age_ms: number | null;
}

/**
 * Stores the values of one job, or of several joined together, with their events, in one commit.
 * @param lane bulk work gets how long ago a small batch was committed, so that it can keep its commits short
 * @returns undefined when any of it had been stored before; nothing is changed then
 * @throws StorageUnavailableError
 */
export const commitValues = async (
  database: Pick<Database, "run">,
  outcomes: readonly ChunkOutcome[],
  lane: Lane = "interactive",
): Promise<Committed | undefined> => {
  try {
    const rows = await database.run<CommittedRow>("commit values", COMMIT_VALUES, [
      ...parameters(outcomes),
      lane === "bulk",
    ]);
    const [row] = rows;
    if (row === undefined)
      throw new Error(`The stream "${MARKET_STREAM}" has no head: run the migrations.`);
    return {
      epoch: row.epoch,
      firstSeq: Number(row.first_seq),
      headSeq: Number(row.head_seq),
      interactiveAgeMs: row.interactive_age_ms ?? undefined,
    };
  } catch (error) {
    if (isUniqueViolation(error)) return undefined;
    throw error;
  }
};

/** Where $18, the stream, stands among the parameters. */
const STREAM_INDEX = 17;

/**
 * A database that reads, and stores no values: their statement runs for a stream that does not exist, so that it finds
 * nothing to write and takes no lock. For warming up.
 */
export const withoutWriting = (database: Database): Pick<Database, "now" | "read" | "run"> => ({
  now: () => database.now(),
  read: (name, text, values) => database.read(name, text, values),
  run: async <Row extends QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> => {
    if (text !== COMMIT_VALUES) return database.run<Row>(name, text, values);
    await database.run(name, text, values.with(STREAM_INDEX, "none"));
    const committed: Record<keyof CommittedRow, unknown> = {
      epoch: "",
      first_seq: "0",
      head_seq: "0",
      interactive_age_ms: null,
    };
    return [committed as unknown as Row];
  },
});

/** One row of $16. `b` numbers them from 1; `e` numbers the events of those that have one, 0 for the others. */
interface BatchRow {
  readonly b: number;
  e: number;
  readonly batch_id: string;
  readonly chunks: number[];
  valued: number;
  readonly refused: number;
  readonly ensemble: boolean;
  readonly created_at: string;
  readonly started_at: string;
  readonly tp: string | undefined;
  readonly is_batch: boolean;
  readonly owner: string;
}

const batchRows = (outcomes: readonly ChunkOutcome[]): Map<string, BatchRow> => {
  const rows = new Map<string, BatchRow>();
  for (const outcome of outcomes) {
    const chunks = outcome.isLast ? [outcome.chunk] : [];
    const row = rows.get(outcome.batchId);
    if (row !== undefined) {
      row.chunks.push(...chunks);
      row.valued += outcome.values.length;
      continue;
    }
    rows.set(outcome.batchId, {
      b: rows.size + 1,
      e: 0,
      batch_id: outcome.batchId,
      chunks,
      valued: outcome.values.length,
      refused: outcome.refused.length,
      ensemble: outcome.ensemble,
      created_at: outcome.createdAt,
      started_at: outcome.startedAt,
      tp: outcome.traceparent,
      is_batch: outcome.movedSeqs === undefined,
      owner: outcome.owner ?? NOBODYS,
    });
  }
  // A batch logs its progress whenever a chunk of it has ended.
  const ended = [...rows.values()].filter((row) => row.is_batch && row.chunks.length > 0);
  for (const [index, row] of ended.entries()) row.e = index + 1;
  return rows;
};

const eventData = (batchId: string, result: ValuationResult): EventData<"valuation_update"> => ({
  domain: result.domain,
  batch_id: batchId,
  value: result.value,
  currency: result.currency,
  low: result.low,
  high: result.high,
  confidence: result.confidence,
  chosen_source: result.chosen_source,
  model_version: result.model_version,
});

const parameters = (outcomes: readonly ChunkOutcome[]): unknown[] => {
  const batches = batchRows(outcomes);
  const items = outcomes.flatMap((outcome) => {
    const b = batches.get(outcome.batchId)?.b;
    return outcome.values.map(({ idx, result }) => ({
      b,
      batchId: outcome.batchId,
      idx,
      result,
      movedSeq: outcome.movedSeqs?.get(result.domain) ?? null,
    }));
  });
  // A row of state can be written once in a statement: by the newest value of its domain.
  const newest = new Map(items.map(({ result }, index) => [result.domain, index]));
  return [
    items.map(({ b }) => b),
    items.map(({ idx }) => idx),
    items.map(({ result }) => result.domain),
    items.map(({ result }) => result.input ?? null),
    items.map(({ result }) => result.value),
    items.map(({ result }) => result.low),
    items.map(({ result }) => result.high),
    items.map(({ result }) => result.currency),
    items.map(({ result }) => result.confidence),
    items.map(({ result }) => result.model_version),
    items.map(({ result }) => result.chosen_source),
    items.map(({ result }) => result.placeholder_created),
    items.map(({ result }) => result.valued_at),
    `[${items.map(({ result }) => factorsText(result.factors)).join(",")}]`,
    JSON.stringify(items.map(({ batchId, result }) => eventData(batchId, result))),
    JSON.stringify([...batches.values()]),
    JSON.stringify(
      outcomes.flatMap(({ batchId, refused }) =>
        refused.map((item) => ({ ...item, batch_id: batchId })),
      ),
    ),
    MARKET_STREAM,
    items.map(({ result }, index) => newest.get(result.domain) === index),
    items.map(({ movedSeq }) => movedSeq),
  ];
};
