import { z } from "zod";

import { NameErrorCode, ValuationResult } from "../rest/valuation.js";
import { defineJob, type JobCatalogue } from "./job-spec.js";

/** A name to value, and its index among the batch's distinct items. */
export const JobItem = z.object({
  idx: z.int().min(0),
  domain: z.string(),
  input: z.string().optional(),
});
export type JobItem = z.infer<typeof JobItem>;

/**
 * A rejected entry, kept so that the batch's stored results are complete. `index` is its position in the request. `input` is
 * the entry as JSON text: characters such as NUL could not be stored in any other form.
 */
export const RefusedItem = z.object({
  idx: z.int().min(0),
  index: z.int().min(0),
  input: z.string(),
  code: NameErrorCode,
  detail: z.string(),
});
export type RefusedItem = z.infer<typeof RefusedItem>;

/** A whole small batch in one job: nothing of it is stored before its values are. */
export const ValueBatchJob = z.object({
  batch_id: z.uuid(),
  owner: z.string().optional().meta({ description: "The key that the batch belongs to." }),
  ensemble: z.boolean(),
  created_at: z.iso.datetime(),
  items: z.array(JobItem),
  refused: z.array(RefusedItem),
  whole_reply: z.boolean().default(false).meta({
    description:
      "The reply is the text of the response to the caller (`BatchResponse`). A gateway of the version before does not ask for that, and gets `ValueBatchReply`.",
  }),
});
export type ValueBatchJob = z.infer<typeof ValueBatchJob>;

/** What a gateway of the version before makes its response of. */
export const ValueBatchReply = z.object({
  results: z.array(z.object({ idx: z.int(), result: ValuationResult })),
});
export type ValueBatchReply = z.infer<typeof ValueBatchReply>;

/** One chunk of a stored batch: the worker reads the names from the database. */
export const ValueChunkJob = z.object({ batch_id: z.uuid(), chunk: z.int().min(0) });
export type ValueChunkJob = z.infer<typeof ValueChunkJob>;

/** The worker reads from the database which domains moved. */
export const ValueMovedJob = z.object({
  slot: z.int().default(0).meta({
    description: "The slot of 50 ms that it was requested in; requests of one slot are one job.",
  }),
});
export type ValueMovedJob = z.infer<typeof ValueMovedJob>;

/** Moves within this many milliseconds share one job. */
const MOVED_SLOT_MS = 50;

/** The payload of "value-moved" for a moment, in milliseconds since the epoch: it runs once the moment's slot is over. */
export const movedAt = (atMs: number): ValueMovedJob => ({
  slot: Math.floor(atMs / MOVED_SLOT_MS) + 1,
});

/** Jobs run for seconds at most; a caller's own limit is shorter. */
const TIMEOUT_MS = 60_000;
const BACKOFF_MS = 200;
/** Maximum names of a shared job: all requests of a job wait until the whole job is done. */
const MAX_SHARED_NAMES = 192;

/**
 * The catalogue of jobs, by which the gateway sends and the worker handles. No caller waits for a bulk
 * job, so it gets more attempts; when these have failed, the worker's sweeper queues it again.
 */
export const JOBS = {
  "value-batch": defineJob({
    payload: ValueBatchJob,
    reply: ValueBatchReply,
    lane: "interactive",
    id: ({ batch_id }) => `batch-${batch_id}`,
    // A batch without a valid name is work too.
    share: { sizeOf: ({ items }) => 1 + items.length, maxSize: MAX_SHARED_NAMES },
    attempts: 3,
    backoffMs: BACKOFF_MS,
    timeoutMs: TIMEOUT_MS,
    formerName: "value.batch",
  }),
  "value-chunk": defineJob({
    payload: ValueChunkJob,
    reply: z.null(),
    lane: "bulk",
    id: ({ batch_id, chunk }) => `batch-${batch_id}-${chunk}`,
    attempts: 6,
    backoffMs: BACKOFF_MS,
    timeoutMs: TIMEOUT_MS,
    formerName: "value.chunk",
  }),
  "value-moved": defineJob({
    payload: ValueMovedJob,
    reply: z.null(),
    lane: "bulk",
    id: ({ slot }) => `moved-${slot}`,
    delayMs: ({ slot }, nowMs) => Math.max(0, slot * MOVED_SLOT_MS - nowMs),
    attempts: 6,
    backoffMs: BACKOFF_MS,
    timeoutMs: TIMEOUT_MS,
    formerName: "value.moved",
  }),
} as const satisfies JobCatalogue;
export type Jobs = typeof JOBS;
