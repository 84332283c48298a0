import type { ValueBatchJob, ValueBatchReply, ValueChunkJob } from "#contracts";
import { BatchRepository, StorageUnavailableError } from "#storage";
import { recordStage } from "#telemetry";
import { BullMqContext, HandlesJob, JsonText, UnrecoverableError } from "#transport";
import { Controller, Inject, Logger } from "@nestjs/common";

import { ChunkStagesRecorder } from "./chunk-stages.recorder.js";
import { responseText } from "./response-text.js";
import { RevalueMoved } from "./revalue-moved.js";
import { ValueNames, type NamesToValue } from "./value-names.js";

/** The worker's jobs: run the one use case, answer. */
@Controller()
export class ValuationHandler {
  private readonly logger = new Logger(ValuationHandler.name);

  constructor(
    @Inject(ValueNames) private readonly valueNames: ValueNames,
    @Inject(BatchRepository) private readonly batches: BatchRepository,
    @Inject(ChunkStagesRecorder) private readonly chunkStages: ChunkStagesRecorder,
    @Inject(RevalueMoved) private readonly revalueMoved: RevalueMoved,
  ) {}

  /** A whole small batch: somebody waits for the values. */
  @HandlesJob("value-batch")
  async valueBatch(
    job: ValueBatchJob,
    context: BullMqContext,
  ): Promise<ValueBatchReply | JsonText> {
    const values = await this.value(
      {
        lane: context.lane,
        batchId: job.batch_id,
        owner: job.owner,
        chunk: 0,
        ensemble: job.ensemble,
        createdAt: job.created_at,
        items: job.items,
        refused: job.refused,
      },
      context,
    );
    return job.whole_reply
      ? new JsonText(responseText(job.batch_id, values, job.refused))
      : { results: [...values] };
  }

  /** A chunk of a stored batch. Its values are read where they are stored. */
  @HandlesJob("value-chunk")
  async valueChunk(
    { batch_id: batchId, chunk }: ValueChunkJob,
    context: BullMqContext,
  ): Promise<null> {
    const stored = await this.batches.findChunk(batchId, chunk);
    if (stored === undefined)
      throw new UnrecoverableError(`Batch ${batchId} has no chunk ${chunk}.`);
    if (stored.isDone || stored.status === "cancelled" || stored.status === "failed") return null;
    try {
      const { ensemble, createdAt, items } = stored;
      const { lane } = context;
      await this.value({ lane, batchId, chunk, ensemble, createdAt, items, refused: [] }, context);
      this.chunkStages.record(batchId, chunk, context.clock.stages);
    } catch (error) {
      if (error instanceof StorageUnavailableError) throw error;
      // It would fail the same way every time, and so would the rest of the batch wait for ever.
      this.logger.error(
        `Batch ${batchId}, chunk ${chunk}, cannot be valued; the batch is failed.`,
        error,
      );
      await this.batches.fail(batchId);
      throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
    }
    return null;
  }

  /** What has moved since it was valued; which that is, is read where it is stored. */
  @HandlesJob("value-moved")
  async valueMoved(): Promise<null> {
    await this.revalueMoved.run();
    return null;
  }

  private async value(names: NamesToValue, context: BullMqContext): ReturnType<ValueNames["run"]> {
    // The first stage, `load`, begins at the pick-up: reading the job, and a chunk's names, belongs to it.
    const { clock } = context;
    try {
      return await this.valueNames.run(names, clock);
    } finally {
      // What failed took its time too.
      for (const [stage, durationMs] of Object.entries(clock.stages)) {
        recordStage(stage, durationMs, { ensemble: names.ensemble, lane: context.lane });
      }
    }
  }
}
