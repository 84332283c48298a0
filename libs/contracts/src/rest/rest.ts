import { z } from "zod";

import { DomainText } from "./domain-text.js";
import { EventTypeName } from "../events/events.js";
import { Factor, Factors, ValuationResult } from "./valuation.js";

/** Prefix of all REST calls except operational ones such as `/healthz`. */
export const API_BASE = "/api/v1";
/** Maximum size of all headers of a request, for all apps. */
export const MAX_HEADER_BYTES = 16 * 1024;
/** The largest body of JSON, in bytes. */
export const MAX_JSON_BYTES = 8 * 1024 * 1024;
/** The largest body of CSV or NDJSON, in bytes; it is read line by line. */
export const MAX_STREAM_BYTES = 16 * 1024 * 1024;
/** The content types that a batch may be sent in. */
export const BATCH_TYPES = {
  json: "application/json",
  csv: "text/csv",
  ndjson: "application/x-ndjson",
} as const;

const MAX_PAGE = 1_000;
const limit = z.coerce.number().int().min(1).max(MAX_PAGE).default(100).meta({
  description: "Maximum items per page.",
});
const cursor = z.string().max(200).optional().meta({
  description: "`next_cursor` of the previous page, unchanged; omit it for the first page.",
});
const domain = DomainText;
/** `a,b` and `?x=a&x=b` alike. */
const commaSeparated = <Item extends z.ZodType>(item: Item, max: number) =>
  z.preprocess(
    (value) =>
      value === undefined
        ? undefined
        : [value].flat().flatMap((part) => (typeof part === "string" ? part.split(",") : [part])),
    z.array(item).min(1).max(max).optional(),
  );

export const BatchPath = z.object({
  id: z.uuid("must be the UUID that the batch was answered with").meta({
    description: "The batch's `batch_id`.",
    examples: ["01934f3c-6f2b-7c1e-9d52-3f0a6b1c2d4e"],
  }),
});
export const PageQuery = z.strictObject({ cursor, limit });
export const DomainQuery = z.strictObject({ domain });
export const HistoryQuery = z.strictObject({ domain, cursor, limit });
export const EventsQuery = z.strictObject({
  since_seq: z.coerce.number().int().min(0).optional().meta({
    description: "Events after this offset. Default: from the oldest stored event.",
  }),
  types: commaSeparated(EventTypeName, 50).meta({
    description: "Only these types, separated by commas.",
  }),
  domains: commaSeparated(DomainText, 100).meta({
    description: "Only events of these domains, separated by commas.",
  }),
  limit,
});

/** The key that makes a POST safe to repeat: any visible ASCII. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters");

/** `GET /valuation/history` */
export const HistoryPage = z
  .object({
    domain: z.string(),
    items: z.array(ValuationResult).meta({ description: "Newest first." }),
    next_cursor: z.string().nullable().meta({ description: "Null on the last page." }),
  })
  .meta({ id: "HistoryPage" });
export type HistoryPage = z.infer<typeof HistoryPage>;

/** `GET /valuation/factors`: how the newest value was computed. */
export const Explanation = z
  .object({
    ...ValuationResult.omit({ input: true, factors: true, placeholder_created: true }).shape,
    name: Factors.shape.name,
    primary_source: Factors.shape.primary_source,
    fallback_chain: Factors.shape.fallback_chain,
    factors: z.array(Factor),
    adjustments: Factors.shape.adjustments,
    inputs: Factors.shape.inputs,
    ensemble: Factors.shape.ensemble,
  })
  .meta({ id: "Explanation", description: "How the newest value of a domain was computed." });
export type Explanation = z.infer<typeof Explanation>;
