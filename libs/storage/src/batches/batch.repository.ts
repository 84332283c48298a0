import type { BatchView, JobItem, RefusedItem } from "#contracts";

import type { Database } from "../db/database.js";
import { NOBODYS, visibleTo } from "../keys/ownership.js";
import { withStreamHead } from "../log/stream-head.js";
import { BatchEntity } from "./batch.entity.js";

/** A batch that is stored before its values are: its names wait in chunks. */
export interface NewBatch {
  readonly batchId: string;
  /** The name of the key that it belongs to; absent without an owner. */
  readonly owner?: string | undefined;
  readonly ensemble: boolean;
  readonly createdAt: string;
  readonly traceparent: string | undefined;
  readonly chunks: readonly (readonly JobItem[])[];
  readonly refused: readonly RefusedItem[];
}

/** What a worker needs of a stored chunk. */
export interface StoredChunk {
  readonly status: BatchView["status"];
  readonly ensemble: boolean;
  readonly createdAt: string;
  readonly traceparent: string | null;
  readonly items: JobItem[];
  readonly isDone: boolean;
}

/** A chunk of a batch that no worker seems to hold. */
export interface OpenChunk {
  readonly batchId: string;
  readonly chunk: number;
  readonly traceparent: string | null;
}

const STORE_BATCH = `
WITH batch AS (
  INSERT INTO batches (batch_id, status, total, failed, chunks, ensemble, traceparent, created_at, owner)
  VALUES ($1, CASE WHEN $4 = 0 THEN 'completed' ELSE 'queued' END, $2, $3, $4, $5, $6, $7, $10)
  ON CONFLICT (batch_id) DO NOTHING
  RETURNING batch_id
), chunk AS (
  INSERT INTO batch_chunks (batch_id, chunk, first_idx, items, created_at)
  SELECT batch.batch_id, x.chunk, x.first_idx, x.items, clock_timestamp()
  FROM batch, json_to_recordset($8::json) AS x(chunk integer, first_idx integer, items json)
), refusals AS (
  INSERT INTO batch_refusals (batch_id, idx, index, input, code, detail)
  SELECT batch.batch_id, r.idx, r.index, r.input, r.code, r.detail
  FROM batch, json_to_recordset($9::json) AS r(idx integer, index integer, input text, code text, detail text)
)
SELECT batch_id FROM batch`;

/** Batches, from accepted to ended. */
export class BatchRepository {
  constructor(private readonly database: Database) {}

  /** Stores a batch and its chunks in one commit. Storing it again changes nothing. */
  async store(batch: NewBatch): Promise<void> {
    const valued = batch.chunks.reduce((sum, items) => sum + items.length, 0);
    await this.database.run("store batch", STORE_BATCH, [
      batch.batchId,
      valued + batch.refused.length,
      batch.refused.length,
      batch.chunks.length,
      batch.ensemble,
      batch.traceparent ?? null,
      batch.createdAt,
      JSON.stringify(
        batch.chunks.map((items, chunk) => ({ chunk, first_idx: items[0]?.idx ?? 0, items })),
      ),
      JSON.stringify(batch.refused),
      batch.owner ?? NOBODYS,
    ]);
  }

  /**
   * A batch as the API returns it; undefined when there is none of that id.
   * @param viewer the key that asks; undefined sees all
   */
  async find(batchId: string, viewer?: string): Promise<BatchView | undefined> {
    const batch = await this.database.find((manager) =>
      manager.findOneBy(BatchEntity, { batchId, ...visibleTo(viewer) }),
    );
    return batch === null ? undefined : toView(batch);
  }

  /** The names of a stored chunk and the state of its batch; undefined when there is no such chunk. */
  async findChunk(batchId: string, chunk: number): Promise<StoredChunk | undefined> {
    const [row] = await this.database.read<{
      status: BatchView["status"];
      ensemble: boolean;
      created_at: Date;
      traceparent: string | null;
      items: JobItem[];
      done_at: Date | null;
    }>(
      "find chunk",
      `SELECT b.status, b.ensemble, b.created_at, b.traceparent, c.items, c.done_at
       FROM batch_chunks c JOIN batches b USING (batch_id) WHERE batch_id = $1 AND chunk = $2`,
      [batchId, chunk],
    );
    return (
      row && {
        status: row.status,
        ensemble: row.ensemble,
        createdAt: row.created_at.toISOString(),
        traceparent: row.traceparent,
        items: row.items,
        isDone: row.done_at !== null,
      }
    );
  }

  /**
   * Cancels what has not started. Chunks that a worker holds may still finish.
   * @returns false when the batch had ended before
   */
  async cancel(batchId: string): Promise<boolean> {
    return this.end(batchId, "cancelled");
  }

  /** Ends a batch that cannot be valued: another attempt would fail, too. */
  async fail(batchId: string): Promise<boolean> {
    return this.end(batchId, "failed");
  }

  private end(batchId: string, status: "cancelled" | "failed"): Promise<boolean> {
    return withStreamHead(this.database, async (transaction, append, now) => {
      const [row] = await transaction.run<
        Pick<BatchEntity, "total" | "done" | "failed" | "traceparent">
      >(
        "end batch",
        `UPDATE batches SET status = $2, completed_at = clock_timestamp()
         WHERE batch_id = $1 AND status IN ('queued', 'running')
         RETURNING total, done, failed, traceparent`,
        [batchId, status],
      );
      if (row === undefined) return false;
      await transaction.run(
        "end chunks",
        `UPDATE batch_chunks SET done_at = clock_timestamp() WHERE batch_id = $1 AND done_at IS NULL`,
        [batchId],
      );
      await append({
        eid: `b-${batchId}-${status}`,
        type: "batch_completed",
        at: now,
        domain: null,
        traceparent: row.traceparent,
        data: { batch_id: batchId, status, total: row.total, done: row.done, failed: row.failed },
      });
      return true;
    });
  }

  /**
   * Chunks that have waited for at least `ageMs`: perhaps in a long queue, perhaps lost by it. Handing each to
   * the queue again is safe, because a chunk's job has the chunk's own id. What belongs to a batch that has ended is
   * not open, whatever its own row says: a commit that waited for the stream's head cannot see, and so not mark, a
   * chunk that was stored meanwhile.
   */
  async findOpenChunks(ageMs: number, limit: number): Promise<OpenChunk[]> {
    const rows = await this.database.read<{
      batch_id: string;
      chunk: number;
      traceparent: string | null;
    }>(
      "find open chunks",
      `SELECT c.batch_id, c.chunk, b.traceparent FROM batch_chunks c JOIN batches b USING (batch_id)
       WHERE c.done_at IS NULL AND b.status IN ('queued', 'running')
         AND c.created_at < now() - make_interval(secs => $1::double precision / 1000)
       ORDER BY c.batch_id, c.first_idx LIMIT $2`,
      [ageMs, limit],
    );
    return rows.map((row) => ({
      batchId: row.batch_id,
      chunk: row.chunk,
      traceparent: row.traceparent,
    }));
  }

  /**
   * Binds an idempotency key to a batch, or returns the batch that it is bound to already.
   * @returns the batch of the key, and whether the request is the one that it was first used with
   */
  async claimKey(
    key: string,
    fingerprint: string,
    batchId: string,
  ): Promise<{ batchId: string; isSameRequest: boolean }> {
    const [row] = await this.database.run<{ batch_id: string; fingerprint: string }>(
      "claim key",
      // The empty update makes the row that is already there come back.
      `INSERT INTO idempotency_keys AS k (key, fingerprint, batch_id) VALUES ($1, $2, $3)
       ON CONFLICT (key) DO UPDATE SET key = k.key RETURNING batch_id, fingerprint`,
      [key, fingerprint, batchId],
    );
    if (row === undefined) throw new Error("INSERT … RETURNING gave no row");
    return { batchId: row.batch_id, isSameRequest: row.fingerprint === fingerprint };
  }
}

const toView = (batch: BatchEntity): BatchView => ({
  batch_id: batch.batchId,
  status: batch.status,
  total: batch.total,
  done: batch.done,
  failed: batch.failed,
  ensemble: batch.ensemble,
  created_at: batch.createdAt.toISOString(),
  started_at: batch.startedAt?.toISOString() ?? null,
  completed_at: batch.completedAt?.toISOString() ?? null,
  duration_ms:
    batch.completedAt === null ? null : batch.completedAt.getTime() - batch.createdAt.getTime(),
});
