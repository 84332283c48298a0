import type { z } from "zod";

import type { ProblemKind, Scope } from "#contracts";

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
}

/** One call of the REST API. The OpenAPI document and its page are written from these alone. */
export interface Operation {
  readonly id: string;
  readonly method: "get" | "post" | "put" | "delete";
  /** With `{parameters}` as OpenAPI has them. */
  readonly path: string;
  /** What a key must be allowed; undefined where everybody may call, with or without one. */
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

/** A body of JSON. */
export const json = (schema: z.ZodType, example: unknown): OperationContent => ({
  type: "application/json",
  schema,
  example,
});
