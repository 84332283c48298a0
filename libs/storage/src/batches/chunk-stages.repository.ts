import { STAGES, type BatchStages } from "#contracts";

import type { Database } from "../db/database.js";

/** How long the stages of one chunk took, in milliseconds by their names. */
export interface ChunkStages {
  readonly batchId: string;
  readonly chunk: number;
  readonly stages: Readonly<Record<string, number>>;
}

/** Where the time of large batches went, chunk by chunk. */
export class ChunkStagesRepository {
  constructor(private readonly database: Database) {}

  /** Stores the stages of several chunks in one round trip. A chunk that ran again has those of its last run. */
  async store(chunks: readonly ChunkStages[]): Promise<void> {
    await this.database.run(
      "store chunk stages",
      `UPDATE batch_chunks c SET stages = x.stages
       FROM json_to_recordset($1::json) AS x(batch_id uuid, chunk integer, stages json)
       WHERE c.batch_id = x.batch_id AND c.chunk = x.chunk`,
      [
        JSON.stringify(
          chunks.map(({ batchId, chunk, stages }) => ({ batch_id: batchId, chunk, stages })),
        ),
      ],
    );
  }

  /** What the chunks of a batch say together; stages in the order in which they happen. */
  async summarise(batchId: string): Promise<BatchStages> {
    const rows = await this.database.read<{
      stage: string;
      chunks: number;
      total_ms: number;
      p50_ms: number;
      p95_ms: number;
    }>(
      "chunk stages",
      `SELECT s.key AS stage, count(*)::integer AS chunks, sum(s.value::double precision) AS total_ms,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY s.value::double precision) AS p50_ms,
         percentile_disc(0.95) WITHIN GROUP (ORDER BY s.value::double precision) AS p95_ms
       FROM batch_chunks c, json_each_text(c.stages) s WHERE c.batch_id = $1 GROUP BY s.key`,
      [batchId],
    );
    const byStage = new Map(rows.map((row) => [row.stage, row]));
    // Other chunks are worked on during the wait: it is reported, and is no part of the work.
    const workMs = rows
      .filter(({ stage }) => stage !== "queue")
      .reduce((sum, { total_ms }) => sum + total_ms, 0);
    return STAGES.flatMap((stage) => {
      const row = byStage.get(stage);
      if (row === undefined) return [];
      return [
        {
          stage,
          chunks: row.chunks,
          total_ms: rounded(row.total_ms),
          p50_ms: rounded(row.p50_ms),
          p95_ms: rounded(row.p95_ms),
          share: stage === "queue" || workMs === 0 ? null : rounded(row.total_ms / workMs),
        },
      ];
    });
  }
}

const rounded = (value: number): number => Number(value.toFixed(3));
