import { PROBLEMS, type Problem, type ProblemKind } from "#contracts";
import { z } from "zod";

type LogRange = Pick<Problem, "epoch" | "oldest" | "head">;

/** A failure with its answer: thrown anywhere below a controller, sent as a problem. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly errors?: Problem["errors"],
    /** `Retry-After` in whole seconds, if known. */
    readonly retryAfterS?: number,
    /** The range of the log, if an offset is not in it. */
    readonly range?: LogRange,
  ) {
    super(detail);
  }
}

/** RFC 9457 body of a problem. */
export const problemBody = (
  kind: ProblemKind,
  detail: string,
  errors?: Problem["errors"],
  range?: LogRange,
): Problem => ({
  type: `urn:assay:problem:${kind}`,
  title: PROBLEMS[kind].title,
  status: PROBLEMS[kind].status,
  detail,
  ...(errors === undefined || errors.length === 0 ? {} : { errors }),
  ...range,
});

/** A part of a request that matches its schema but is invalid. @param pointer JSON Pointer to it */
export const invalidAt = (pointer: string, detail: string): ProblemError =>
  new ProblemError("invalid-request", `The request does not fit at ${pointer}: ${detail}`, [
    { pointer, detail },
  ]);

/** An offset that is not in the log. @param range the log's range */
export const outOfRange = (detail: string, range: LogRange): ProblemError =>
  new ProblemError("seq-out-of-range", detail, undefined, undefined, range);

/**
 * Validates external input by its schema.
 * @param what its name in the answer, such as `The body`
 * @throws ProblemError `invalid-request` that lists every invalid part with a JSON Pointer
 */
export const parseWith = <Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  value: unknown,
): z.infer<Schema> => {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const errors = outcome.error.issues.map((issue) => ({
    pointer: issue.path
      .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join(""),
    detail: `${issue.message}${fieldsOf(schema, issue)}`,
  }));
  const first = errors[0];
  const place = first === undefined || first.pointer === "" ? "" : ` at ${first.pointer}`;
  throw new ProblemError(
    "invalid-request",
    `${what} does not fit the contract${place}: ${first?.detail ?? ""}`,
    errors,
  );
};

/** Lists the known fields, since an unknown one is usually a misspelling. */
const fieldsOf = (schema: z.ZodType, { code, path }: z.core.$ZodIssue): string =>
  code === "unrecognized_keys" && path.length === 0 && schema instanceof z.ZodObject
    ? `; the fields are ${Object.keys(schema.shape).join(", ")}`
    : "";
