import type { BatchEnd, BatchItem, BatchView } from "#contracts";
import {
  BatchRepository,
  ChunkStagesRepository,
  ValuationRepository,
  type PlacedItem,
} from "#storage";

import { ProblemError } from "../http/problem-error.js";

/** Items read at a time when all are wanted. */
const PAGE = 500;
/** How often a batch that is still running is looked at again. */
const LOOK_AGAIN_MS = 150;

/** Whether a batch can still get values. */
export const isRunning = (batch: BatchView): boolean =>
  batch.status === "queued" || batch.status === "running";

/** Batches and their results, read from where they are stored. */
export class StoredResults {
  constructor(
    private readonly batches: BatchRepository,
    private readonly valuations: ValuationRepository,
    private readonly chunkStages: ChunkStagesRepository,
  ) {}

  /** @throws ProblemError `not-found` */
  async batch(batchId: string): Promise<BatchView> {
    const batch = await this.batches.find(batchId);
    if (batch === undefined) throw new ProblemError("not-found", `There is no batch ${batchId}.`);
    return batch;
  }

  /** The same, with where the time of its chunks went. @throws ProblemError `not-found` */
  async batchWithStages(batchId: string): Promise<BatchView> {
    const [batch, stages] = await Promise.all([
      this.batch(batchId),
      this.chunkStages.summarise(batchId),
    ]);
    return { ...batch, stages };
  }

  /** A page of results behind `afterIdx`; of a running batch, as far as it is whole. */
  page(batch: BatchView, afterIdx: number, limit: number): Promise<PlacedItem[]> {
    return this.valuations.findByBatch(batch.batch_id, afterIdx, limit, isRunning(batch));
  }

  /** All items of a batch that has completed; undefined while it has not. */
  async completed(batchId: string): Promise<BatchItem[] | undefined> {
    const batch = await this.batches.find(batchId);
    if (batch?.status !== "completed") return undefined;
    const placed = await this.valuations.findByBatch(batchId, -1, batch.total, false);
    return placed.map(({ item }) => item);
  }

  /** Every item in order, following a running batch to its end; and that items are missing, where they are. */
  async *follow(batchId: string): AsyncGenerator<BatchItem | BatchEnd> {
    let afterIdx = -1;
    let results = 0;
    for (;;) {
      // The batch first: what it has once it has ended is all that the page below can miss.
      const batch = await this.batch(batchId);
      const placed = await this.page(batch, afterIdx, PAGE);
      for (const { item } of placed) yield item;
      results += placed.length;
      afterIdx = placed.at(-1)?.idx ?? afterIdx;
      if (placed.length > 0) continue;
      if (batch.status === "cancelled" || batch.status === "failed")
        yield { end: batch.status, batch_id: batch.batch_id, results, total: batch.total };
      if (!isRunning(batch)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** Waits until a batch has ended, for `waitMs` at the most. */
  async untilEnded(batchId: string, waitMs: number): Promise<BatchView> {
    const deadlineMs = performance.now() + waitMs;
    for (;;) {
      const batch = await this.batch(batchId);
      if (!isRunning(batch) || performance.now() >= deadlineMs) return batch;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
}
