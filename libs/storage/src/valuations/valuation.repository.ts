import type { BatchItem, NameErrorCode, ValuationResult } from "#contracts";

import type { Database } from "../db/database.js";
import { ValuationEntity } from "./valuation.entity.js";

/** An item of a batch and its index. */
export interface PlacedItem {
  readonly idx: number;
  readonly item: BatchItem;
}

/** A value and its offset in the stream. */
export interface SequencedResult {
  readonly seq: number;
  readonly result: ValuationResult;
}

/**
 * The watermark keeps the pages of a running batch complete: no name from the first one of an unfinished chunk on
 * is shown, so that a cursor never skips a result.
 */
const RESULTS = `
WITH watermark AS (
  SELECT coalesce(min(first_idx), 2147483647) AS idx FROM batch_chunks
  WHERE batch_id = $1 AND done_at IS NULL AND $4
)
SELECT v.idx, v.domain, v.input, v.value::text, v.currency, v.low::text, v.high::text, v.confidence, v.model_version,
  v.chosen_source, v.factors, v.placeholder_created, v.valued_at,
  NULL::integer AS index, NULL::text AS refused_input, NULL::text AS code, NULL::text AS detail
FROM valuations v, watermark w
WHERE v.batch_id = $1 AND v.idx > $2 AND v.idx < w.idx
UNION ALL
SELECT r.idx, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, r.index, r.input, r.code, r.detail
FROM batch_refusals r, watermark w
WHERE r.batch_id = $1 AND r.idx > $2 AND r.idx < w.idx
ORDER BY idx LIMIT $3`;

interface ResultRow {
  idx: number;
  domain: string | null;
  input: string | null;
  value: string;
  currency: string;
  low: string;
  high: string;
  confidence: number;
  model_version: string;
  chosen_source: ValuationResult["chosen_source"];
  factors: ValuationResult["factors"];
  placeholder_created: boolean;
  valued_at: Date;
  index: number;
  /** JSON. */
  refused_input: string;
  code: NameErrorCode;
  detail: string;
}

/** Reads stored values, by batch or by domain. */
export class ValuationRepository {
  constructor(private readonly database: Database) {}

  /**
   * The items of a batch after `afterIdx`, in order.
   * @param isRunning whether the batch may still get values; its pages end before the first unfinished chunk
   */
  async findByBatch(
    batchId: string,
    afterIdx: number,
    limit: number,
    isRunning: boolean,
  ): Promise<PlacedItem[]> {
    const rows = await this.database.read<ResultRow>("batch results", RESULTS, [
      batchId,
      afterIdx,
      limit,
      isRunning,
    ]);
    return rows.map((row) => ({ idx: row.idx, item: toItem(row) }));
  }

  /** The newest value of a domain; undefined if it was never valued. */
  async findLatest(domain: string): Promise<SequencedResult | undefined> {
    const [row] = await this.database.find((manager) =>
      manager
        .getRepository(ValuationEntity)
        .createQueryBuilder("v")
        .innerJoin("domain_states", "s", "s.valuation_seq = v.seq")
        .where("s.domain = :domain", { domain })
        .getMany(),
    );
    return row && toSequenced(row);
  }

  /** Values of a domain, newest first, before an offset. Retention keeps the newest. */
  async findHistory(
    domain: string,
    beforeSeq: number | undefined,
    limit: number,
  ): Promise<SequencedResult[]> {
    const rows = await this.database.find((manager) =>
      manager
        .getRepository(ValuationEntity)
        .createQueryBuilder("v")
        // Events are indexed by domain; a valuation has the offset of its event.
        .innerJoin("events", "e", "e.seq = v.seq")
        .where("e.domain = :domain AND e.type = 'valuation_update' AND e.seq < :before", {
          domain,
          before: beforeSeq ?? Number.MAX_SAFE_INTEGER,
        })
        .orderBy("e.seq", "DESC")
        .limit(limit)
        .getMany(),
    );
    const values = rows.map(toSequenced);
    if (values.length === limit) return values;
    const latest = await this.findLatest(domain);
    const isForgotten =
      latest !== undefined &&
      latest.seq < (beforeSeq ?? Number.MAX_SAFE_INTEGER) &&
      !values.some(({ seq }) => seq === latest.seq);
    return isForgotten ? [...values, latest] : values;
  }
}

const toItem = (row: ResultRow): BatchItem =>
  row.domain === null
    ? {
        input: JSON.parse(row.refused_input) as unknown,
        index: row.index,
        error: { code: row.code, detail: row.detail },
      }
    : {
        domain: row.domain,
        ...(row.input === null ? {} : { input: row.input }),
        value: row.value,
        currency: row.currency,
        low: row.low,
        high: row.high,
        confidence: row.confidence,
        ...row.factors.ensemble?.outlook,
        model_version: row.model_version,
        chosen_source: row.chosen_source,
        factors: row.factors,
        placeholder_created: row.placeholder_created,
        valued_at: row.valued_at.toISOString(),
      };

const toSequenced = (entity: ValuationEntity): SequencedResult => ({
  seq: Number(entity.seq),
  result: {
    domain: entity.domain,
    ...(entity.input === null ? {} : { input: entity.input }),
    value: entity.value,
    currency: entity.currency,
    low: entity.low,
    high: entity.high,
    confidence: entity.confidence,
    ...entity.factors.ensemble?.outlook,
    model_version: entity.modelVersion,
    chosen_source: entity.chosenSource,
    factors: entity.factors,
    placeholder_created: entity.placeholderCreated,
    valued_at: entity.valuedAt.toISOString(),
  },
});
