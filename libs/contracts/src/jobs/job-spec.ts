import type { z } from "zod";

/** The two lanes of the queue. `interactive`: a caller waits. `bulk`: chunks of large batches, and background work. */
export const LANES = ["interactive", "bulk"] as const;
export type Lane = (typeof LANES)[number];

/** The declaration of one job. */
export interface JobSpec<
  Payload extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly payload: Payload;
  readonly reply: Reply;
  readonly lane: Lane;
  /** The same work has the same id however often it is submitted, so the queue holds it once. */
  id(payload: z.infer<Payload>): string;
  /** How long the job waits before it may be taken, in milliseconds; absent: not at all. */
  delayMs?(payload: z.infer<Payload>, nowMs: number): number;
  readonly attempts: number;
  /** The delay before the second attempt, in milliseconds; it doubles with each one after. */
  readonly backoffMs: number;
  /** How long a caller waits for the reply at most, in milliseconds. */
  readonly timeoutMs: number;
  /** Of a job that may carry several requests: how large each is, and how large the job may get. Absent: it carries one. */
  readonly share?: { sizeOf(payload: z.infer<Payload>): number; readonly maxSize: number };
  /** The name under which an earlier version queued it: such jobs may still wait when this version starts. */
  readonly formerName?: string;
}

/** Name → job. A caller and a handler are typed by the name. */
export type JobCatalogue = Readonly<Record<string, JobSpec>>;
export type JobName<Catalogue extends JobCatalogue> = keyof Catalogue & string;
export type JobPayload<Catalogue extends JobCatalogue, Name extends JobName<Catalogue>> = z.infer<
  Catalogue[Name]["payload"]
>;
export type JobReply<Catalogue extends JobCatalogue, Name extends JobName<Catalogue>> = z.infer<
  Catalogue[Name]["reply"]
>;

/** Declares a job; its functions are typed by its payload. */
export const defineJob = <Payload extends z.ZodType, Reply extends z.ZodType>(
  spec: JobSpec<Payload, Reply>,
): JobSpec<Payload, Reply> => spec;
