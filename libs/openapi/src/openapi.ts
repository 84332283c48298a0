import { z } from "zod";

import { schemaOf, type Json } from "./component-schemas.js";
import type { Operation, OperationAnswer, OperationContent } from "./operations/operation.js";
import { OPERATIONS_TABLE } from "./operations/operations-table.js";
import { Problem, PROBLEMS, type ProblemKind } from "#contracts";

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description: string;
  readonly style: "simple" | "form";
  readonly explode: false;
  readonly schema: Json;
  readonly example: unknown;
}

export interface OpenApiMedia {
  readonly schema: Json;
  readonly example?: unknown;
}

interface OpenApiAnswer {
  readonly description: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, OpenApiMedia>>;
  readonly links?: Readonly<Record<string, OpenApiLink>>;
}

interface OpenApiLink {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: Readonly<Record<string, OpenApiMedia>>;
  };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, OpenApiAnswer>>;
}

/** As much of OpenAPI 3.1 as this document uses. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly headers: Readonly<Record<string, unknown>>;
    /** Absent if no call needs a key. */
    readonly securitySchemes?: Readonly<Record<string, unknown>>;
  };
}

/** Settings of this instance that the document describes. */
export interface Instance {
  readonly hasKeys: boolean;
  /** The minimum quorum of a dispute. */
  readonly minQuorum: number;
}

/**
 * Writes the OpenAPI document from the schemas that requests are checked against.
 * @param version of the API
 * @param instance settings that the document depends on
 */
export const openApiDocument = (
  version: string,
  { hasKeys, minQuorum }: Instance = { hasKeys: true, minQuorum: 1 },
): OpenApiDocument => {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operation of OPERATIONS_TABLE) {
    (paths[operation.path] ??= {})[operation.method] = operationOf(operation, schemas, hasKeys);
  }
  if (!hasKeys) requireVoter(schemas);
  const { quorum } = (schemas["DisputeRequest"]?.["properties"] ?? {}) as { quorum?: Json };
  if (quorum !== undefined) quorum["minimum"] = minQuorum;
  return {
    openapi: "3.1.0",
    info: {
      title: "Assay",
      version,
      description:
        "Values internet domain names and explains each value. Money is a decimal string; errors are RFC 9457 problems with a stable `type`.",
    },
    tags: [...new Set(OPERATIONS_TABLE.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      headers: HEADERS,
      ...(hasKeys ? { securitySchemes: SECURITY } : {}),
    },
  };
};

/** With keys the key is the voter; without, the request must name one. */
const requireVoter = ({ VoteRequest }: Record<string, Json>): void => {
  if (VoteRequest !== undefined) VoteRequest["required"] = ["voter"];
};

const SECURITY = {
  key: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key. Each call states the scope that it needs: `value`, `read`, `market` or `admin`.",
  },
};
const HEADERS = {
  traceparent: {
    description: "The W3C trace context of this request.",
    schema: { type: "string" },
  },
  "Server-Timing": {
    description:
      "The stages of the request, in milliseconds: `accept;dur=0.12, enqueue;dur=0.31, …, unattributed;dur=0.05, total;dur=2.04`.",
    schema: { type: "string" },
  },
};
const EVERY_ANSWER = Object.fromEntries(
  Object.keys(HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

const operationOf = (
  operation: Operation,
  schemas: Record<string, Json>,
  hasKeys: boolean,
): OpenApiOperation => ({
  operationId: operation.id,
  tags: [operation.tag],
  summary: operation.summary,
  description:
    operation.scope === undefined || !hasKeys
      ? operation.description
      : `${operation.description} Needs the scope \`${operation.scope}\`.`,
  ...(operation.scope === undefined || !hasKeys ? {} : { security: [{ key: [operation.scope] }] }),
  parameters: [
    ...parametersOf("path", operation.pathParameters, schemas),
    ...parametersOf("query", operation.query, schemas),
    ...parametersOf("header", operation.headers, schemas),
  ],
  ...(operation.bodies === undefined
    ? {}
    : { requestBody: { required: true as const, content: contentOf(operation.bodies, schemas) } }),
  responses: {
    ...Object.fromEntries(
      operation.answers.map((answer) => [String(answer.status), answerOf(answer, schemas)]),
    ),
    ...problemsOf(
      new Set([
        ...operation.problems,
        ...(operation.bodies === undefined ? [] : BODY_PROBLEMS),
        ...(operation.scope === undefined || !hasKeys ? [] : KEY_PROBLEMS),
      ]),
      schemas,
    ),
  },
});

const parametersOf = (
  place: OpenApiParameter["in"],
  object: z.ZodObject | undefined,
  schemas: Record<string, Json>,
): OpenApiParameter[] =>
  Object.entries((object?.shape ?? {}) as Record<string, z.ZodType>).map(([name, schema]) => {
    const { description, examples, ...rest } = schemaOf(schema, schemas, "output");
    return {
      name,
      in: place,
      required: !schema.safeParse(undefined).success,
      description: typeof description === "string" ? description : "",
      // Lists are separated by commas.
      style: place === "query" ? "form" : "simple",
      explode: false,
      schema: rest,
      example: Array.isArray(examples) ? (examples[0] as unknown) : undefined,
    };
  });

const contentOf = (
  contents: readonly OperationContent[],
  schemas: Record<string, Json>,
): Record<string, OpenApiMedia> =>
  Object.fromEntries(
    contents.map(({ type, schema, example }) => [
      type,
      { schema: schema === undefined ? { type: "string" } : schemaOf(schema, schemas), example },
    ]),
  );

const answerOf = (answer: OperationAnswer, schemas: Record<string, Json>): OpenApiAnswer => ({
  description: answer.description,
  headers: {
    ...EVERY_ANSWER,
    ...Object.fromEntries(
      Object.entries(answer.headers ?? {}).map(([name, description]) => [
        name,
        { description, schema: { type: "string" } },
      ]),
    ),
  },
  content: contentOf(answer.content, schemas),
  ...(answer.links === undefined
    ? {}
    : {
        links: Object.fromEntries(
          answer.links.map(({ id, parameter, from }) => [
            id,
            { operationId: id, parameters: { [parameter]: `$response.body#${from}` } },
          ]),
        ),
      }),
});

/** Problems that any call with a body can get, and any call that needs a key. */
const BODY_PROBLEMS: readonly ProblemKind[] = [
  "malformed-body",
  "invalid-request",
  "request-timeout",
  "payload-too-large",
  "unsupported-media-type",
];
const KEY_PROBLEMS: readonly ProblemKind[] = ["unauthorized", "forbidden", "rate-limited"];

/** Problems with the same status share a response that lists their types. */
const problemsOf = (
  kinds: ReadonlySet<ProblemKind>,
  schemas: Record<string, Json>,
): Record<string, OpenApiAnswer> => {
  const byStatus = new Map<number, ProblemKind[]>();
  for (const kind of kinds) {
    const { status } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      {
        description: ofStatus
          .map((kind) => `${PROBLEMS[kind].title} (\`urn:assay:problem:${kind}\`).`)
          .join(" "),
        headers:
          status === 503 || status === 429
            ? {
                ...EVERY_ANSWER,
                "Retry-After": {
                  description: "Seconds to wait before a retry.",
                  schema: { type: "integer" },
                },
              }
            : EVERY_ANSWER,
        content: {
          "application/problem+json": {
            schema: schemaOf(Problem, schemas),
            example: problemExample(ofStatus[0]),
          },
        },
      },
    ]),
  );
};

const problemExample = (kind: ProblemKind | undefined): unknown =>
  kind === undefined
    ? undefined
    : {
        type: `urn:assay:problem:${kind}`,
        ...PROBLEMS[kind],
        detail: "What was wrong, where, and what to do.",
      };
