import { z } from "zod";

import { STAGES } from "./stages.js";
import { BatchItem } from "./valuation.js";

/** Maximum names of a request that waits for its values; with more it gets a 202. */
export const MAX_SYNC_NAMES = 1_000;
/** Maximum names of a batch. */
export const MAX_BATCH_NAMES = 100_000;
/** Seconds that a request waits before it becomes a 202, unless `Prefer: wait=` says otherwise. */
export const DEFAULT_WAIT_S = 5;
/** Maximum of `Prefer: wait=`, in seconds. */
export const MAX_WAIT_S = 30;
/** Names per queued job of a large batch: large enough to amortise a commit, small enough not to lock the stream head for long. */
export const CHUNK_NAMES = 500;

/**
 * The body of `POST /valuation/batch`. Entries that are not strings are accepted here on purpose: an invalid name
 * never fails its batch; it is returned as an item with `error`.
 */
export const BatchRequest = z
  .strictObject({
    domains: z
      .array(z.unknown())
      .min(1)
      .max(MAX_BATCH_NAMES)
      .meta({
        description:
          "Names, as strings. An entry that is not a name is returned as an item with `error`.",
        examples: [["alpha.one", "bravo.one", "charlie.one"]],
      }),
    ensemble: z.boolean().optional().meta({
      description:
        "False values by the market only, as a server does whose ensemble is switched off.",
    }),
  })
  .meta({ id: "BatchRequest" });
export type BatchRequest = z.infer<typeof BatchRequest>;

export const BatchResponse = z.object({ batch_id: z.uuid(), results: z.array(BatchItem) }).meta({
  id: "BatchResponse",
  description: "Results in the order of the request, duplicates merged into the first.",
});
export type BatchResponse = z.infer<typeof BatchResponse>;

const BATCH_STATUSES = ["queued", "running", "completed", "failed", "cancelled"] as const;
export const BatchStatus = z.enum(BATCH_STATUSES);
export type BatchStatus = z.infer<typeof BatchStatus>;

const BatchStage = z
  .object({
    stage: z.enum(STAGES),
    chunks: z.int().min(1).meta({ description: "Number of measured chunks." }),
    total_ms: z.number().min(0).meta({ description: "Sum over all chunks." }),
    p50_ms: z.number().min(0).meta({ description: "Of a chunk, by nearest rank." }),
    p95_ms: z.number().min(0),
    share: z.number().min(0).nullable().meta({
      description:
        "Share of the time that workers spent on the batch, from 0 to 1; null for `queue`, which overlaps with the work on other chunks.",
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
      .meta({ description: "Distinct items of the request, rejected ones included." }),
    done: z.int().min(0).meta({ description: "Names that have a value." }),
    failed: z.int().min(0).meta({ description: "Items that could not be valued." }),
    ensemble: z.boolean(),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    completed_at: z.iso.datetime().nullable(),
    duration_ms: z
      .number()
      .nullable()
      .meta({ description: "From creation to completion, in milliseconds." }),
    stages: BatchStages.optional().meta({
      description:
        "The stages of the chunks measured so far. Only on `GET`; empty if the request waited for the values, since `Server-Timing` had the stages.",
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
      "The last line if the batch was cancelled or has failed: results are missing. A completed batch does not have this line.",
  });
export type BatchEnd = z.infer<typeof BatchEnd>;
export const ResultLine = z
  .union([BatchItem, BatchEnd])
  .meta({ id: "ResultLine", description: "A result, or the end of an incomplete batch." });

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
