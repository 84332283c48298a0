import { z } from "zod";

import {
  API_BASE,
  BATCH_TYPES,
  BatchPath,
  BatchRequest,
  BatchResponse,
  BatchView,
  DomainQuery,
  EventsPage,
  EventsQuery,
  Explanation,
  HistoryPage,
  HistoryQuery,
  IdempotencyKey,
  NamesPage,
  NamesQuery,
  MAX_WAIT_S,
  PageQuery,
  ResultLine,
  ResultsPage,
  ValuationResult,
} from "#contracts";
import * as examples from "./examples.js";
import { json, linksTo, type Operation } from "./operation.js";

const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

const names = ["alpha.one", "bravo.one", "charlie.one"];

const VALUATIONS = "Valuations";
const BATCHES = "Batches";
const EVENTS = "Events";

/** Names in, values and their events out. */
export const VALUATION_OPERATIONS: readonly Operation[] = [
  {
    id: "valueBatch",
    scope: "value",
    method: "post",
    path: `${API_BASE}/valuation/batch`,
    tag: BATCHES,
    summary: "Value names",
    description:
      "Up to 1,000 names are valued while the caller waits, and returned in the order of the request with duplicates merged. " +
      "With more names, with `Prefer: respond-async`, or if the wait was too short, the answer is a 202: the batch is stored, and its results are at `Location`. " +
      "A name that cannot be valued is returned as an item with `error` and does not affect the others. " +
      "CSV has one name per row, in the column with a usual header such as `domain` or `Domain Name`, or else in the first; commas, semicolons, tabs and bars separate columns. " +
      'NDJSON has a string or `{"domain": …}` per line; a line that cannot be read is returned as an item with `error`. ' +
      "Text is UTF-8, unless its byte order mark or `charset` says otherwise; `Content-Encoding` may be gzip, deflate or br.",
    headers: z.object({
      Prefer: z
        .string()
        .optional()
        .meta({
          description: `\`respond-async\` answers 202 at once; \`wait=S\` waits up to S seconds (5 by default, at most ${MAX_WAIT_S}). The response reports it as \`Preference-Applied\`.`,
          examples: ["wait=10"],
        }),
      "Idempotency-Key": IdempotencyKey.optional().meta({
        description:
          "Makes the call safe to repeat: the same key and body give the same batch, valued once. The same key with another body is a 422.",
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
        headers: { "Preference-Applied": "The applied wait, such as `wait=10`." },
        links: linksTo("id", "/batch_id", "getBatch", "getBatchResults"),
      },
      {
        status: 202,
        description: "The batch is stored and will be valued, even if this process ends.",
        content: [json(BatchView, examples.batchViewExample)],
        headers: {
          Location: "The batch's URL.",
          "Preference-Applied": "`respond-async` or the applied wait.",
        },
        links: linksTo("id", "/batch_id", "getBatch", "getBatchResults", "cancelBatch"),
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "payload-too-large",
      "unsupported-media-type",
      "idempotency-key-reused",
      "internal",
      "overloaded",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "getBatch",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/batches/{id}`,
    tag: BATCHES,
    summary: "Progress of a batch",
    description: "Status, counts and timings of a batch, with the stages of its chunks.",
    pathParameters: BatchPath,
    answers: [
      {
        status: 200,
        description: "The batch.",
        content: [json(BatchView, examples.batchWithStagesExample)],
        links: linksTo("id", "/batch_id", "getBatchResults", "cancelBatch"),
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
      "In the order of the request, in pages: follow `next_cursor` until it is null. While the batch runs, a page may be empty; its cursor stays valid. " +
      "With `Accept: application/x-ndjson` all results are streamed, one per line, until a running batch ends. If the batch is cancelled or fails, a last line with `end` reports that results are missing.",
    pathParameters: BatchPath,
    query: PageQuery,
    headers: z.object({
      Accept: z
        .string()
        .optional()
        .meta({
          description: "`application/x-ndjson` for a stream; otherwise pages.",
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
            schema: ResultLine,
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
      "Cancels chunks that have not started. Names of running chunks may still get values, and existing results stay. Cancelling again has no effect.",
    pathParameters: BatchPath,
    answers: [
      {
        status: 200,
        description: "The batch is cancelled.",
        content: [json(BatchView, { ...examples.batchViewExample, status: "cancelled" })],
      },
    ],
    problems: ["invalid-request", "not-found", "conflict", "outcome-unknown", "unavailable"],
  },
  {
    id: "getLatest",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/latest`,
    tag: VALUATIONS,
    summary: "The newest value of a domain",
    description: "The result of the last valuation; the call does not value the domain.",
    query: DomainQuery,
    answers: [
      {
        status: 200,
        description: "The value.",
        content: [json(ValuationResult, examples.valuationExample)],
        links: linksTo("domain", "/domain", "getFactors", "getHistory", "getMarket"),
      },
    ],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "findNames",
    scope: "read",
    method: "get",
    path: `${API_BASE}/names`,
    tag: VALUATIONS,
    summary: "Look up names",
    description: "Known names by prefix, with their newest value.",
    query: NamesQuery,
    answers: [
      {
        status: 200,
        description: "A page of names.",
        content: [
          json(NamesPage, {
            items: [
              {
                domain: "alpha.one",
                value: examples.valuationExample.value,
                valued_at: examples.valuationExample.valued_at,
                trade_count: 2,
              },
            ],
            next_cursor: null,
          }),
        ],
      },
    ],
    problems: ["invalid-request", "unavailable"],
  },
  {
    id: "getHistory",
    scope: "read",
    method: "get",
    path: `${API_BASE}/valuation/history`,
    tag: VALUATIONS,
    summary: "All values of a domain",
    description: "Newest first, in pages. A domain that was never valued has an empty history.",
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
    summary: "How the newest value was computed",
    description:
      "Every factor with its input, weight and contribution, the primary source, and the sources of higher rank that had no data.",
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
      "Events in commit order after `since_seq`. Continue with `next_since_seq`, which also skips what the filter left out. If `epoch` changes, start again without `since_seq`. A `since_seq` beyond the head, or before the oldest stored event, is a 404 with `epoch`, `oldest` and `head`.",
    query: EventsQuery,
    answers: [
      {
        status: 200,
        description: "A page of events.",
        content: [json(EventsPage, examples.eventsExample)],
      },
    ],
    problems: ["invalid-request", "seq-out-of-range", "unavailable"],
  },
];
