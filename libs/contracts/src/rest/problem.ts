import { z } from "zod";

/**
 * Every kind of failure that a REST client can meet. The `type` of a problem is `urn:assay:problem:<key>`:
 * stable, and safe to branch on; `detail` is for people and may change.
 */
export const PROBLEMS = {
  "malformed-body": { status: 400, title: "The body cannot be read" },
  "invalid-request": { status: 400, title: "The request does not fit the contract" },
  "invalid-cursor": { status: 400, title: "The cursor is not one of ours" },
  unauthorized: { status: 401, title: "A valid API key is needed" },
  forbidden: { status: 403, title: "This API key does not have the scope" },
  "not-found": { status: 404, title: "There is no such resource" },
  "method-not-allowed": { status: 405, title: "This resource does not have that method" },
  "request-timeout": { status: 408, title: "The request did not come in time" },
  "seq-out-of-range": { status: 404, title: "The log does not have that place" },
  conflict: { status: 409, title: "The resource is not in a state that allows this" },
  "payload-too-large": { status: 413, title: "The body is larger than allowed" },
  "unsupported-media-type": { status: 415, title: "This content type is not understood" },
  "idempotency-key-reused": {
    status: 422,
    title: "The Idempotency-Key belongs to another request",
  },
  "event-refused": { status: 422, title: "The market event does not fit what is known" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "headers-too-large": { status: 431, title: "The headers are larger than allowed" },
  internal: { status: 500, title: "Something went wrong on our side" },
  overloaded: { status: 503, title: "More is asked than can be done at the moment" },
  "outcome-unknown": {
    status: 503,
    title: "The connection was lost: the change may or may not have been made",
  },
  unavailable: { status: 503, title: "A part that this needs is away at the moment" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof PROBLEMS;

/** One thing that is wrong with a request, and where (a JSON Pointer into the body, or a parameter's name). */
const ProblemItem = z.object({ pointer: z.string(), detail: z.string() });

/** RFC 9457 problem details. */
export const Problem = z
  .object({
    type: z.string().meta({ examples: ["urn:assay:problem:invalid-request"] }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z
      .string()
      .optional()
      .meta({ description: "The trace of the request, to tell us of it: `urn:assay:trace:<id>`." }),
    errors: z
      .array(ProblemItem)
      .optional()
      .meta({ description: "Every bad part of the request, by its place." }),
    epoch: z.string().optional().meta({ description: "The epoch of the log, as it is now." }),
    oldest: z.int().optional().meta({ description: "The first `seq` that the log has." }),
    head: z.int().optional().meta({ description: "The last `seq` that the log has." }),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details." });

export type Problem = z.infer<typeof Problem>;
