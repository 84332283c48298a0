import { z } from "zod";

import { BatchRequest, BatchResponse, BatchView, MAX_WAIT_S, ResultsPage } from "./batch.js";
import { EventsPage } from "./events.js";
import { LatencyQuery, LatencyReport } from "./latency.js";
import * as examples from "./openapi-examples.js";
import { FUND_OPERATIONS } from "./openapi-fund-operations.js";
import { MARKET_OPERATIONS } from "./openapi-market-operations.js";
import { STREAM_OPERATIONS } from "./openapi-stream-operations.js";
import type { ProblemKind } from "./problem.js";
import {
  API_BASE,
  BATCH_TYPES,
  BatchPath,
  DomainQuery,
  EventsQuery,
  Explanation,
  HistoryPage,
  HistoryQuery,
  IdempotencyKey,
  PageQuery,
} from "./rest.js";
import type { Scope } from "./scopes.js";
import { BatchItem, ValuationResult } from "./valuation.js";

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

const json = (schema: z.ZodType, example: unknown): OperationContent => ({
  type: "application/json",
  schema,
  example,
});
const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

const names = ["alpha.one", "bravo.one", "charlie.one"];
const status = z
  .object({ status: z.string() })
  .meta({ id: "Status", description: "One word on how this process is." });

const VALUATIONS = "Valuations";
const BATCHES = "Batches";
const EVENTS = "Events";
const OPERATIONS = "Operations";

export const OPERATIONS_TABLE: readonly Operation[] = [
  {
    id: "valueBatch",
    scope: "value",
    method: "post",
    path: `${API_BASE}/valuation/batch`,
    tag: BATCHES,
    summary: "Value names",
    description:
      "Up to 1,000 names are valued while the caller waits, and answered in the order asked with duplicates folded. " +
      "More of them, `Prefer: respond-async`, or a wait that was not long enough make it a 202: the batch is stored then, and its results are at `Location`. " +
      "A name that cannot be valued comes back as an item with `error` and never sinks the others. " +
      'CSV has one name a row in its first column, with or without the header `domain`; NDJSON has a string or `{"domain": …}` a line.',
    headers: z.object({
      Prefer: z
        .string()
        .optional()
        .meta({
          description: `\`respond-async\` answers 202 at once; \`wait=S\` waits up to S seconds (5 by default, ${MAX_WAIT_S} at the most). What was done comes back as \`Preference-Applied\`.`,
          examples: ["wait=10"],
        }),
      "Idempotency-Key": IdempotencyKey.optional().meta({
        description:
          "Makes the call safe to repeat: the same key and body give the same batch, valued once. With another body it is a 422.",
        examples: ["order-4711"],
      }),
    }),
    bodies: [
      { type: BATCH_TYPES.json, schema: BatchRequest, example: { domains: names } },
      { type: BATCH_TYPES.csv, example: `domain\n${names.join("\n")}\n` },
      { type: BATCH_TYPES.ndjson, example: lines([names[0], { domain: names[1] }]) },
    ],
    answers: [
      {
        status: 200,
        description: "Every name has its value or its error.",
        content: [json(BatchResponse, examples.batchResponseExample)],
        headers: { "Preference-Applied": "The wait that was granted, such as `wait=10`." },
      },
      {
        status: 202,
        description: "The batch is stored and will be valued, whatever happens to this process.",
        content: [json(BatchView, examples.batchViewExample)],
        headers: {
          Location: "Where the batch is.",
          "Preference-Applied": "`respond-async` or the wait that was granted.",
        },
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "payload-too-large",
      "unsupported-media-type",
      "idempotency-key-reused",
      "internal",
      "unavailable",
    ],
  },
  {
    id: "getBatch",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/batches/{id}`,
    tag: BATCHES,
    summary: "How far a batch is",
    description: "Status, counts and timings of a batch, and where the time of its chunks went.",
    pathParameters: BatchPath,
    answers: [
      {
        status: 200,
        description: "The batch.",
        content: [json(BatchView, examples.batchWithStagesExample)],
      },
    ],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "getBatchResults",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/batches/{id}/results`,
    tag: BATCHES,
    summary: "Results of a batch",
    description:
      "In the order asked, by pages: follow `next_cursor` until it is null. While the batch runs, a page may be empty and its cursor stays good. " +
      "With `Accept: application/x-ndjson` all results are streamed, one a line, following a running batch to its end.",
    pathParameters: BatchPath,
    query: PageQuery,
    headers: z.object({
      Accept: z
        .string()
        .optional()
        .meta({
          description: "`application/x-ndjson` streams; anything else pages.",
          examples: ["application/x-ndjson"],
        }),
    }),
    answers: [
      {
        status: 200,
        description: "A page, or all as lines.",
        content: [
          json(ResultsPage, {
            batch_id: examples.batchResponseExample.batch_id,
            status: "completed",
            items: examples.batchResponseExample.results,
            next_cursor: null,
          }),
          {
            type: BATCH_TYPES.ndjson,
            schema: BatchItem,
            example: lines(examples.batchResponseExample.results),
          },
        ],
      },
    ],
    problems: ["invalid-request", "invalid-cursor", "not-found", "unavailable"],
  },
  {
    id: "cancelBatch",
    scope: "value",
    method: "delete",
    path: `${API_BASE}/valuation/batches/{id}`,
    tag: BATCHES,
    summary: "Cancel a batch",
    description:
      "Cancels what has not started; names that a worker holds already may still get their values, and results that exist stay. Cancelling twice is the same as once.",
    pathParameters: BatchPath,
    answers: [
      {
        status: 200,
        description: "The batch is cancelled.",
        content: [json(BatchView, { ...examples.batchViewExample, status: "cancelled" })],
      },
    ],
    problems: ["invalid-request", "not-found", "conflict", "unavailable"],
  },
  {
    id: "getLatest",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/latest`,
    tag: VALUATIONS,
    summary: "The newest value of a domain",
    description: "What the last valuation said; nothing is valued anew.",
    query: DomainQuery,
    answers: [
      {
        status: 200,
        description: "The value.",
        content: [json(ValuationResult, examples.valuationExample)],
      },
    ],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "getHistory",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/history`,
    tag: VALUATIONS,
    summary: "All values of a domain",
    description: "Newest first, by pages. A domain that was never valued has an empty history.",
    query: HistoryQuery,
    answers: [
      {
        status: 200,
        description: "A page of values.",
        content: [
          json(HistoryPage, {
            domain: "alpha.one",
            items: [examples.valuationExample],
            next_cursor: null,
          }),
        ],
      },
    ],
    problems: ["invalid-request", "invalid-cursor", "unavailable"],
  },
  {
    id: "getFactors",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/factors`,
    tag: VALUATIONS,
    summary: "How the newest value came about",
    description:
      "Every factor with its input, weight and contribution, the primary source, and the sources that would have come first and had nothing to say.",
    query: DomainQuery,
    answers: [
      {
        status: 200,
        description: "The explanation.",
        content: [json(Explanation, examples.explanationExample)],
      },
    ],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "getEvents",
    scope: "read",
    method: "get",
    path: `${API_BASE}/events`,
    tag: EVENTS,
    summary: "The event log",
    description:
      "Events in commit order behind `since_seq`. Go on from `next_since_seq`, which also passes what the filter left out; when `epoch` changes, begin again from 0.",
    query: EventsQuery,
    answers: [
      {
        status: 200,
        description: "A page of events.",
        content: [json(EventsPage, examples.eventsExample)],
      },
    ],
    problems: ["invalid-request", "unavailable"],
  },
  ...MARKET_OPERATIONS,
  ...FUND_OPERATIONS,
  ...STREAM_OPERATIONS,
  {
    id: "getLatency",
    scope: "read",
    method: "get",
    path: `${API_BASE}/latency`,
    tag: OPERATIONS,
    summary: "Where the time goes",
    description:
      "Count, p50, p95, p99 and share of each stage of the valuations that this gateway process answered within the window, and what no stage accounts for. " +
      "They are the figures of the `Server-Timing` headers. They are kept in memory: the newest 10,000 requests, of this process alone; `/metrics` has those of all processes, to be added up.",
    query: LatencyQuery,
    answers: [
      {
        status: 200,
        description: "The figures.",
        content: [json(LatencyReport, examples.latencyExample)],
      },
    ],
    problems: ["invalid-request"],
  },
  {
    id: "isAlive",
    method: "get",
    path: "/healthz",
    tag: OPERATIONS,
    summary: "Is the process alive",
    description: "Touches neither the database nor the queue.",
    answers: [
      {
        status: 200,
        description: "It is.",
        content: [json(status, { status: "alive" })],
      },
    ],
    problems: [],
  },
  {
    id: "isReady",
    method: "get",
    path: "/readyz",
    tag: OPERATIONS,
    summary: "May the process be given work",
    description: "Asks the database and the queue; the problem names what is missing.",
    answers: [
      {
        status: 200,
        description: "It may.",
        content: [json(status, { status: "ready" })],
      },
    ],
    problems: ["unavailable"],
  },
  {
    id: "getMetrics",
    method: "get",
    path: "/metrics",
    tag: OPERATIONS,
    summary: "Metrics for Prometheus",
    description: "The stages of a valuation as histograms, and the runtime.",
    answers: [
      {
        status: 200,
        description: "The Prometheus text format.",
        content: [
          {
            type: "text/plain",
            example:
              'assay_stage_duration_seconds_count{stage="queue",ensemble="1",lane="interactive"} 42\n',
          },
        ],
      },
    ],
    problems: [],
  },
  {
    id: "getOpenApi",
    method: "get",
    path: "/openapi.json",
    tag: OPERATIONS,
    summary: "This document",
    description: "OpenAPI 3.1, written from the schemas that requests are checked against.",
    answers: [
      {
        status: 200,
        description: "The document.",
        content: [
          json(z.object({ openapi: z.string() }).meta({ id: "OpenApi" }), { openapi: "3.1.0" }),
        ],
      },
    ],
    problems: [],
  },
  {
    id: "getDocs",
    method: "get",
    path: "/docs",
    tag: OPERATIONS,
    summary: "This document, to be read",
    description: "One page, with a `curl` line for each call.",
    answers: [
      {
        status: 200,
        description: "The page.",
        content: [{ type: "text/html", example: "<!doctype html>…" }],
      },
    ],
    problems: [],
  },
];
