import { z } from "zod";

/**
 * Every kind of failure that a REST client can meet. The `type` of a problem is `urn:assay:problem:<key>`:
 * stable, and safe to branch on; `detail` is for people and may change.
 */
export const PROBLEMS = {
  "malformed-body": { status: 400, title: "The body cannot be read" },
  "invalid-request": { status: 400, title: "The request does not fit the contract" },
  "invalid-cursor": { status: 400, title: "The cursor is not valid" },
  unauthorized: { status: 401, title: "A valid API key is needed" },
  forbidden: { status: 403, title: "The API key lacks the required scope" },
  "not-found": { status: 404, title: "There is no such resource" },
  "method-not-allowed": { status: 405, title: "This resource does not have that method" },
  "request-timeout": { status: 408, title: "The request did not come in time" },
  "seq-out-of-range": { status: 404, title: "The log does not have that offset" },
  conflict: { status: 409, title: "The resource is not in a state that allows this" },
  "payload-too-large": { status: 413, title: "The body is larger than allowed" },
  "unsupported-media-type": { status: 415, title: "The content type is not supported" },
  "idempotency-key-reused": {
    status: 422,
    title: "The Idempotency-Key belongs to another request",
  },
  "event-refused": { status: 422, title: "The market event contradicts known events" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "headers-too-large": { status: 431, title: "The headers are larger than allowed" },
  internal: { status: 500, title: "Internal error" },
  overloaded: { status: 503, title: "The service is overloaded" },
  "outcome-unknown": {
    status: 503,
    title: "The connection was lost: the change may or may not have been made",
  },
  unavailable: { status: 503, title: "A required service is unavailable" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof PROBLEMS;

/** One error of a request, and its location (a JSON Pointer into the body, or a parameter's name). */
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
      .meta({ description: "The request's trace, for a bug report: `urn:assay:trace:<id>`." }),
    errors: z
      .array(ProblemItem)
      .optional()
      .meta({ description: "Every invalid part of the request, with its location." }),
    epoch: z.string().optional().meta({ description: "The current epoch of the log." }),
    oldest: z.int().optional().meta({ description: "The first `seq` in the log." }),
    head: z.int().optional().meta({ description: "The last `seq` in the log." }),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details." });

export type Problem = z.infer<typeof Problem>;
