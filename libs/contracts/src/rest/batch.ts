import { z } from "zod";

import { STAGES } from "./stages.js";
import { BatchItem } from "./valuation.js";

/** The most names that one request may wait for; more makes it a 202. */
export const MAX_SYNC_NAMES = 1_000;
/** The most names in one batch. */
export const MAX_BATCH_NAMES = 100_000;
/** Seconds that a request waits before it becomes a 202, unless `Prefer: wait=` says otherwise. */
export const DEFAULT_WAIT_S = 5;
/** The longest that `Prefer: wait=` may ask for, in seconds. */
export const MAX_WAIT_S = 30;
/** Names per queued job of a large batch: large enough to amortise a commit, small enough not to hold the stream's head for long. */
export const CHUNK_NAMES = 500;

/**
 * The body of `POST /valuation/batch`. Entries that are no strings are let through here on purpose: one bad name
 * never sinks its batch, it comes back as an item with `error`.
 */
export const BatchRequest = z
  .strictObject({
    domains: z
      .array(z.unknown())
      .min(1)
      .max(MAX_BATCH_NAMES)
      .meta({
        description: "Names, as strings. An entry that is none comes back as an item with `error`.",
        examples: [["alpha.one", "bravo.one", "charlie.one"]],
      }),
    ensemble: z.boolean().optional().meta({
      description:
        "False values by the market alone; so does a server whose ensemble is switched off.",
    }),
  })
  .meta({ id: "BatchRequest" });
export type BatchRequest = z.infer<typeof BatchRequest>;

export const BatchResponse = z.object({ batch_id: z.uuid(), results: z.array(BatchItem) }).meta({
  id: "BatchResponse",
  description: "Results in the order asked, duplicates folded into the first.",
});
export type BatchResponse = z.infer<typeof BatchResponse>;

const BATCH_STATUSES = ["queued", "running", "completed", "failed", "cancelled"] as const;
export const BatchStatus = z.enum(BATCH_STATUSES);
export type BatchStatus = z.infer<typeof BatchStatus>;

const BatchStage = z
  .object({
    stage: z.enum(STAGES),
    chunks: z.int().min(1).meta({ description: "Chunks that this was measured in." }),
    total_ms: z.number().min(0).meta({ description: "Of all chunks together." }),
    p50_ms: z.number().min(0).meta({ description: "Of a chunk, by nearest rank." }),
    p95_ms: z.number().min(0),
    share: z.number().min(0).nullable().meta({
      description:
        "Of the time that workers spent on the batch, from 0 to 1; null for `queue`, which goes by while other chunks are worked on.",
    }),
  })
  .meta({ id: "BatchStage", description: "One stage of all chunks of a batch, in milliseconds." });
export const BatchStages = z.array(BatchStage);
export type BatchStages = z.infer<typeof BatchStages>;

/** `GET /valuation/batches/{id}`, and the body of a 202. */
export const BatchView = z
  .object({
    batch_id: z.uuid(),
    status: BatchStatus,
    total: z
      .int()
      .min(0)
      .meta({ description: "Distinct items asked for, the refused ones included." }),
    done: z.int().min(0).meta({ description: "Names that have their value." }),
    failed: z.int().min(0).meta({ description: "Items that could not be valued." }),
    ensemble: z.boolean(),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    completed_at: z.iso.datetime().nullable(),
    duration_ms: z
      .number()
      .nullable()
      .meta({ description: "From created to completed, in milliseconds." }),
    stages: BatchStages.optional().meta({
      description:
        "Where the time of its chunks went, of those that are timed so far; only on `GET`, and empty where the values were waited for: their `Server-Timing` has told it.",
    }),
  })
  .meta({ id: "BatchView" });
export type BatchView = z.infer<typeof BatchView>;

/** The last line of a batch's results that ended before all of its names were valued. */
export const BatchEnd = z
  .object({
    end: z.enum(["cancelled", "failed"]).meta({ description: "How the batch ended." }),
    batch_id: z.uuid(),
    results: z.int().meta({ description: "Lines before this one." }),
    total: z.int().meta({ description: "Names of the batch." }),
  })
  .meta({
    id: "BatchEnd",
    description:
      "Says that results are missing: the last line where a batch was cancelled or has failed. A completed batch has none.",
  });
export type BatchEnd = z.infer<typeof BatchEnd>;
export const ResultLine = z
  .union([BatchItem, BatchEnd])
  .meta({ id: "ResultLine", description: "A result, or that there are no more." });

export const ResultsPage = z
  .object({
    batch_id: z.uuid(),
    status: BatchStatus,
    items: z.array(BatchItem),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: "Null once the batch has ended and this is its last page." }),
  })
  .meta({ id: "ResultsPage" });
export type ResultsPage = z.infer<typeof ResultsPage>;
