import {
  CHUNK_NAMES,
  MAX_SYNC_NAMES,
  type BatchResponse,
  type BatchView,
  type JobItem,
  type ValueBatchJob,
} from "#contracts";
import { BatchRepository } from "#storage";
import { activeTraceparent } from "#telemetry";
import { BullMqClient, TransportUnavailableError } from "#transport";
import { Logger } from "@nestjs/common";
import { TimeoutError } from "rxjs";

import { afterChange } from "../http/after-change.js";
import { fingerprintOf } from "../http/idempotency-key.js";
import { ProblemError } from "../http/problem-error.js";
import type { RequestClock } from "../http/request-clock.js";
import type { Backlog } from "../admission/backlog.js";
import type { AdmissionQueue } from "../admission/admission-queue.js";
import { foldNames, type FoldedNames } from "./fold-names.js";
import type { AskedNames } from "./read-names.js";
import { isRunning, type StoredResults } from "./stored-results.js";
import { uuidV7 } from "./uuid-v7.js";

/** What a caller asked for. */
export interface Submission {
  readonly asked: AskedNames;
  readonly waitMs: number;
  readonly idempotencyKey: string | undefined;
  /** The key that the batch will belong to; undefined without keys. */
  readonly owner: string | undefined;
  readonly clock: RequestClock;
  /** Whether the caller's connection is gone. */
  readonly isGone: () => boolean;
}

/** The values, as the JSON of a `BatchResponse`; or, when they are not there in time, the batch to ask for them. */
export type SubmissionOutcome =
  | { readonly kind: "completed"; readonly responseText: string }
  | { readonly kind: "accepted"; readonly batch: BatchView };

/** What is admitted at once: requests that somebody waits for, and chunks that nobody waits for. */
export interface BatchLimits {
  readonly queue: AdmissionQueue;
  readonly backlog: Backlog;
}

interface Batch {
  readonly batchId: string;
  readonly owner: string | undefined;
  readonly ensemble: boolean;
  readonly createdAt: string;
  readonly names: FoldedNames;
}

/**
 * The one way from a list of names to a batch. A small one is a single job that somebody waits for, and nothing is
 * stored before its values are; what is answered by 202 is stored first, so that nothing acknowledged can be lost.
 */
export class SubmitBatch {
  private readonly logger = new Logger(SubmitBatch.name);

  constructor(
    private readonly client: BullMqClient,
    private readonly batches: BatchRepository,
    private readonly stored: StoredResults,
    private readonly limits: BatchLimits,
    private readonly hasEnsemble: boolean,
    private readonly now: () => Promise<Date>,
  ) {}

  /** @throws ProblemError, TransportUnavailableError, StorageUnavailableError, JobFailedError */
  async run(submission: Submission): Promise<SubmissionOutcome> {
    const { asked, waitMs, owner = "", isGone } = submission;
    const ensemble = this.hasEnsemble && (asked.ensemble ?? true);
    const names = await foldNames(asked.entries);
    if (waitMs === 0 || asked.entries.length > MAX_SYNC_NAMES)
      return this.limits.backlog.take(Math.ceil(names.total / CHUNK_NAMES), () =>
        this.submit({ ...submission, waitMs: 0 }, names, ensemble),
      );
    const fromMs = performance.now();
    const finish = await this.limits.queue.enter({
      key: owner,
      isGone,
      // A rejected entry is read, stored and answered as a name is.
      names: names.total,
      maxWaitMs: waitMs,
    });
    try {
      const waitedMs = performance.now() - fromMs;
      // An admitted request is valued now, however little of its time is left.
      const leftMs = Math.max(1, waitMs - waitedMs);
      return await this.submit({ ...submission, waitMs: leftMs }, names, ensemble);
    } finally {
      finish();
    }
  }

  private async submit(
    { asked, waitMs, idempotencyKey, owner, clock }: Submission,
    names: FoldedNames,
    ensemble: boolean,
  ): Promise<SubmissionOutcome> {
    let batchId = uuidV7();
    if (idempotencyKey !== undefined) {
      const claim = await this.batches.claimKey(
        idempotencyKey,
        // The names as they were written, in their order, and the ensemble: what makes two requests the same.
        fingerprintOf([asked.entries, ensemble]),
        batchId,
      );
      if (!claim.isSameRequest) {
        throw new ProblemError(
          "idempotency-key-reused",
          "This Idempotency-Key was used with another body. Use a new key.",
        );
      }
      batchId = claim.batchId;
      const earlier = await this.batches.find(batchId);
      if (earlier !== undefined) return this.answerEarlier(earlier, waitMs);
    }
    const batch: Batch = {
      batchId,
      owner,
      ensemble,
      createdAt: (await this.now()).toISOString(),
      names,
    };
    return waitMs > 0 ? this.valueNow(batch, waitMs, clock) : this.valueLater(batch);
  }

  private async valueNow(
    batch: Batch,
    waitMs: number,
    clock: RequestClock,
  ): Promise<SubmissionOutcome> {
    const { batchId, ensemble, names } = batch;
    const job: ValueBatchJob = {
      batch_id: batchId,
      owner: batch.owner,
      ensemble,
      created_at: batch.createdAt,
      items: names.items,
      refused: names.refused,
      whole_reply: true,
    };
    clock.markSent(ensemble, "interactive");
    try {
      const responseText = await this.client.requestText("value-batch", job, {
        timeoutMs: waitMs,
        recover: () => this.storedResponse(batchId),
        onTiming: clock.markAnswered,
      });
      return { kind: "completed", responseText };
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      // The job goes on. Whether the worker or this comes first to the database, the batch is one.
      return this.accept(batch, [names.items]);
    }
  }

  /** What a worker would have replied, once it is stored. */
  private async storedResponse(batchId: string): Promise<string | undefined> {
    const results = await this.stored.completed(batchId);
    return results && JSON.stringify({ batch_id: batchId, results } satisfies BatchResponse);
  }

  /** Stores the batch, hands its chunks to the queue, and only then says that it is accepted. */
  private async valueLater(batch: Batch): Promise<SubmissionOutcome> {
    const chunks = chunked(batch.names.items);
    const accepted = await this.accept(batch, chunks);
    try {
      await this.client.enqueue(
        "value-chunk",
        chunks.map((_, chunk) => ({ payload: { batch_id: batch.batchId, chunk } })),
      );
    } catch (error) {
      if (!(error instanceof TransportUnavailableError)) throw error;
      // It is stored, so it will be valued: a worker's sweeper hands in what the queue does not know.
      this.logger.warn(
        `Batch ${batch.batchId} is stored and waits for the queue: ${error.message}`,
      );
    }
    return accepted;
  }

  private async accept(
    { batchId, owner, ensemble, createdAt, names }: Batch,
    chunks: JobItem[][],
  ): Promise<SubmissionOutcome> {
    await this.batches.store({
      batchId,
      owner,
      ensemble,
      createdAt,
      chunks,
      refused: names.refused,
      traceparent: activeTraceparent(),
    });
    return { kind: "accepted", batch: await afterChange(() => this.stored.batch(batchId)) };
  }

  /** The same request again: the same batch, its values if they are there in time. */
  private async answerEarlier(earlier: BatchView, waitMs: number): Promise<SubmissionOutcome> {
    const batch =
      isRunning(earlier) && waitMs > 0
        ? await this.stored.untilEnded(earlier.batch_id, waitMs)
        : earlier;
    const responseText = waitMs > 0 ? await this.storedResponse(batch.batch_id) : undefined;
    return responseText === undefined
      ? { kind: "accepted", batch }
      : { kind: "completed", responseText };
  }
}

const chunkCount = (items: readonly JobItem[]): number => Math.ceil(items.length / CHUNK_NAMES);

const chunked = (items: readonly JobItem[]): JobItem[][] =>
  Array.from({ length: chunkCount(items) }, (_, chunk) =>
    items.slice(chunk * CHUNK_NAMES, (chunk + 1) * CHUNK_NAMES),
  );
