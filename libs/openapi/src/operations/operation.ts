import { z } from "zod";

import { IdempotencyKey, type ProblemKind, type Scope } from "#contracts";

/** A body in one content type. Without a schema it is text. */
export interface OperationContent {
  readonly type: string;
  readonly schema?: z.ZodType;
  readonly example: unknown;
}

export interface OperationAnswer {
  readonly status: number;
  readonly description: string;
  readonly content: readonly OperationContent[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly links?: readonly OperationLink[];
}

/** A link from an answer to a call, with the location of its parameter in the answer's body. */
export interface OperationLink {
  readonly id: string;
  readonly parameter: string;
  /** A JSON Pointer into the body. */
  readonly from: string;
}

/** Links to calls for the same resource by the same parameter. */
export const linksTo = (
  parameter: string,
  from: string,
  ...ids: readonly string[]
): OperationLink[] => ids.map((id) => ({ id, parameter, from }));

/** One call of the REST API: the only source of the OpenAPI document and its page. */
export interface Operation {
  readonly id: string;
  readonly method: "get" | "post" | "put" | "delete";
  /** With `{parameters}` as in OpenAPI. */
  readonly path: string;
  /** The scope that a key needs; undefined for calls that need no key. */
  readonly scope?: Scope;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly pathParameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly bodies?: readonly OperationContent[];
  readonly answers: readonly OperationAnswer[];
  readonly problems: readonly ProblemKind[];
}

/** The header that makes a call safe to repeat. */
export const keyHeader = (use: "required" | "optional"): z.ZodObject => {
  const key = use === "required" ? IdempotencyKey : IdempotencyKey.optional();
  return z.object({
    "Idempotency-Key": key.meta({
      description:
        "Makes the call safe to repeat: the same key and request are executed once and get the same answer. The same key with another request is a 422.",
      examples: ["order-4711"],
    }),
  });
};

/** A body of JSON. */
export const json = (schema: z.ZodType, example: unknown): OperationContent => ({
  type: "application/json",
  schema,
  example,
});
