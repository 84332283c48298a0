import { BATCH_TYPES, BatchPath, PageQuery, type BatchView, type ResultsPage } from "#contracts";
import { viewerOf } from "#keys";
import { BatchRepository } from "#storage";
import {
  Controller,
  Delete,
  Get,
  Headers,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";

import { callerOf } from "../http/access.js";
import { afterChange } from "../http/after-change.js";
import { decodeCursor, encodeCursor } from "../http/cursor.js";
import { idempotencyKeyOf } from "../http/idempotency-key.js";
import { parseWith, ProblemError } from "../http/problem-error.js";
import { clockOf } from "../http/request-clock.js";
import { readPrefer } from "./prefer-header.js";
import { readNames } from "./read-names.js";
import { isRunning, StoredResults } from "./stored-results.js";
import { SubmitBatch } from "./submit-batch.js";

/** Batches: asked for, looked at, paged through, cancelled. */
@Controller("valuation")
export class BatchesController {
  constructor(
    @Inject(SubmitBatch) private readonly submitBatch: SubmitBatch,
    @Inject(StoredResults) private readonly stored: StoredResults,
    @Inject(BatchRepository) private readonly batches: BatchRepository,
  ) {}

  @Post("batch")
  async submit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | BatchView> {
    const preference = readPrefer(request.headers["prefer"] as string | undefined);
    const idempotencyKey = idempotencyKeyOf(request);
    const asked = await readNames(request.body);
    const outcome = await this.submitBatch.run({
      asked,
      waitMs: preference.waitMs,
      idempotencyKey,
      owner: callerOf(request)?.name,
      clock: clockOf(request),
      isGone: () => request.raw.socket.destroyed,
    });
    if (preference.applied !== undefined)
      void reply.header("preference-applied", preference.applied);
    if (outcome.kind === "completed") {
      void reply.status(200).header("content-type", BATCH_TYPES.json);
      return outcome.responseText;
    }
    void reply
      .status(202)
      .header("location", `/api/v1/valuation/batches/${outcome.batch.batch_id}`);
    return outcome.batch;
  }

  @Get("batches/:id")
  show(@Req() request: FastifyRequest, @Param("id") id: string): Promise<BatchView> {
    return this.stored.batchWithStages(batchId(id), viewerOf(callerOf(request)));
  }

  @Get("batches/:id/results")
  async results(
    @Req() request: FastifyRequest,
    @Param("id") id: string,
    @Query() query: unknown,
    @Headers("accept") accept: string | undefined,
  ): Promise<ResultsPage | StreamableFile> {
    const batch = await this.stored.batch(batchId(id), viewerOf(callerOf(request)));
    if (accept?.includes(BATCH_TYPES.ndjson) === true) {
      return new StreamableFile(Readable.from(lines(this.stored, batch.batch_id)), {
        type: BATCH_TYPES.ndjson,
      });
    }
    const { cursor, limit } = parseWith(PageQuery, "The query", query);
    const afterIdx = cursor === undefined ? -1 : decodeCursor(batch.batch_id, cursor);
    const placed = await this.stored.page(batch, afterIdx, limit);
    const lastIdx = placed.at(-1)?.idx ?? afterIdx;
    const isMore = isRunning(batch) || placed.length === limit;
    return {
      batch_id: batch.batch_id,
      status: batch.status,
      items: placed.map(({ item }) => item),
      next_cursor: isMore ? encodeCursor(batch.batch_id, lastIdx) : null,
    };
  }

  /** Cancels what has not started. A batch that is cancelled already is answered the same way: it is as was wished. */
  @Delete("batches/:id")
  async cancel(@Req() request: FastifyRequest, @Param("id") id: string): Promise<BatchView> {
    const { batch_id: known } = await this.stored.batch(batchId(id), viewerOf(callerOf(request)));
    const cancelledNow = await this.batches.cancel(known);
    const batch = await afterChange(() => this.stored.batch(known));
    if (cancelledNow || batch.status === "cancelled") return batch;
    throw new ProblemError(
      "conflict",
      `Batch ${batch.batch_id} is ${batch.status}: there is nothing left to cancel.`,
    );
  }
}

const batchId = (id: string): string => parseWith(BatchPath, "The path", { id }).id;

async function* lines(stored: StoredResults, id: string): AsyncGenerator<string> {
  for await (const item of stored.follow(id)) yield `${JSON.stringify(item)}\n`;
}
