import type { BatchEnd, BatchItem, BatchView } from "#contracts";
import {
  BatchRepository,
  ChunkStagesRepository,
  ValuationRepository,
  type PlacedItem,
} from "#storage";

import { ProblemError } from "../http/problem-error.js";
import { SharedPolls } from "./shared-polls.js";

/** Items per page when all are read. */
const PAGE = 500;
/** Poll interval of a running batch, however many follow it. */
const LOOK_AGAIN_MS = 150;

/** Whether a batch can still get values. */
export const isRunning = (batch: BatchView): boolean =>
  batch.status === "queued" || batch.status === "running";

/** Batches and their results, read from storage. */
export class StoredResults {
  private readonly polls = new SharedPolls((batchId) => this.batches.find(batchId), LOOK_AGAIN_MS);

  constructor(
    private readonly batches: BatchRepository,
    private readonly valuations: ValuationRepository,
    private readonly chunkStages: ChunkStagesRepository,
  ) {}

  /**
   * @param viewer the caller's key; undefined sees all
   * @throws ProblemError `not-found`, also for a batch of another key
   */
  async batch(batchId: string, viewer?: string): Promise<BatchView> {
    return found(batchId, await this.batches.find(batchId, viewer));
  }

  /** The batch with the stages of its chunks. @throws ProblemError `not-found` */
  async batchWithStages(batchId: string, viewer?: string): Promise<BatchView> {
    const [batch, stages] = await Promise.all([
      this.batch(batchId, viewer),
      this.chunkStages.summarise(batchId),
    ]);
    return { ...batch, stages };
  }

  /** A page of results after `afterIdx`; of a running batch, up to the first missing result. */
  page(batch: BatchView, afterIdx: number, limit: number): Promise<PlacedItem[]> {
    return this.valuations.findByBatch(batch.batch_id, afterIdx, limit, isRunning(batch));
  }

  /** All items of a completed batch; undefined before. */
  async completed(batchId: string): Promise<BatchItem[] | undefined> {
    const batch = await this.batches.find(batchId);
    if (batch?.status !== "completed") return undefined;
    const placed = await this.valuations.findByBatch(batchId, -1, batch.total, false);
    return placed.map(({ item }) => item);
  }

  /** Every item in order, following a running batch to its end; then a last line if items are missing. */
  async *follow(batchId: string): AsyncGenerator<BatchItem | BatchEnd> {
    let afterIdx = -1;
    let results = 0;
    // The batch first: once it has ended, a page read after it misses nothing.
    let batch = await this.batch(batchId);
    for (;;) {
      const placed = await this.page(batch, afterIdx, PAGE);
      for (const { item } of placed) yield item;
      results += placed.length;
      afterIdx = placed.at(-1)?.idx ?? afterIdx;
      if (placed.length === PAGE) continue;
      if (batch.status === "cancelled" || batch.status === "failed")
        yield { end: batch.status, batch_id: batch.batch_id, results, total: batch.total };
      if (!isRunning(batch)) return;
      const { done } = batch;
      do batch = found(batchId, await this.polls.next(batchId));
      while (isRunning(batch) && batch.done === done);
    }
  }

  /** Waits until a batch has ended, at most for `waitMs`. */
  async untilEnded(batchId: string, waitMs: number): Promise<BatchView> {
    const deadlineMs = performance.now() + waitMs;
    let batch = await this.batch(batchId);
    while (isRunning(batch) && performance.now() < deadlineMs)
      batch = found(batchId, await this.polls.next(batchId));
    return batch;
  }
}

const found = (batchId: string, batch: BatchView | undefined): BatchView => {
  if (batch === undefined) throw new ProblemError("not-found", `There is no batch ${batchId}.`);
  return batch;
};
