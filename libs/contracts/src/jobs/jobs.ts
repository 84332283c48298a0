import { z } from "zod";

import { NameErrorCode, ValuationResult } from "../rest/valuation.js";

/** The two lanes of the queue. `interactive`: somebody waits. `bulk`: chunks of a large portfolio. */
export const LANES = ["interactive", "bulk"] as const;
export const Lane = z.enum(LANES);
export type Lane = z.infer<typeof Lane>;

/** A name to be valued and its place among the batch's distinct items. */
export const JobItem = z.object({
  idx: z.int().min(0),
  domain: z.string(),
  input: z.string().optional(),
});
export type JobItem = z.infer<typeof JobItem>;

/**
 * A refused entry, kept so that the batch's stored results are whole. `index` is its place in the request. `input` is
 * the entry as JSON text: what no name may hold, such as NUL, no database takes in any other form either.
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
  ensemble: z.boolean(),
  created_at: z.iso.datetime(),
  items: z.array(JobItem),
  refused: z.array(RefusedItem),
});
export type ValueBatchJob = z.infer<typeof ValueBatchJob>;

/** One chunk of a batch that is already stored: the names are read where they are kept. */
export const ValueChunkJob = z.object({ batch_id: z.uuid(), chunk: z.int().min(0) });
export type ValueChunkJob = z.infer<typeof ValueChunkJob>;

export const ValueBatchReply = z.object({
  results: z.array(z.object({ idx: z.int(), result: ValuationResult })),
});
export type ValueBatchReply = z.infer<typeof ValueBatchReply>;

/** Message pattern → what travels under it. Declared once: the gateway sends by it and the worker handles by it. */
export const PATTERNS = {
  valueBatch: "value.batch",
  valueChunk: "value.chunk",
  valueMoved: "value.moved",
} as const;
export interface Messages {
  [PATTERNS.valueBatch]: { request: ValueBatchJob; reply: ValueBatchReply };
  [PATTERNS.valueChunk]: { request: ValueChunkJob; reply: null };
  /** Which domains moved is read where it is stored. */
  [PATTERNS.valueMoved]: { request: Record<string, never>; reply: null };
}

/** The same batch is the same job, however often it is submitted. */
export const batchJobId = (batchId: string): string => `batch-${batchId}`;
export const chunkJobId = (batchId: string, chunk: number): string => `batch-${batchId}-${chunk}`;

/** Moves within so many milliseconds are one job. */
const MOVED_SLOT_MS = 50;

/**
 * The job that values what has moved, for the slot of time that a moment falls in: however many ask for it, it is one
 * job, and it runs once the slot is over.
 * @param atMs when it is wanted, in milliseconds since the epoch
 */
export const movedJob = (atMs: number, nowMs: number): { jobId: string; delayMs: number } => {
  const slot = Math.floor(atMs / MOVED_SLOT_MS) + 1;
  return { jobId: `moved-${slot}`, delayMs: Math.max(0, slot * MOVED_SLOT_MS - nowMs) };
};
