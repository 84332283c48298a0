import type { ValuationResult } from "#contracts";
import { createHash, randomUUID } from "node:crypto";
import type { QueryResultRow } from "pg";

import type { PricedMarketEvent, RiskPolicy } from "#market-rules";
import type { Transaction } from "../db/database.js";
import type { ChunkOutcome } from "../valuations/valuation-writer.js";

/** A value as the worker would give it. */
export const result = (domain: string, value = "10.00"): ValuationResult => ({
  domain,
  value,
  currency: "USD",
  low: "1.46",
  high: "68.37",
  confidence: 0.3745,
  model_version: "market-1",
  chosen_source: "anchor",
  factors: {
    primary_source: "anchor",
    fallback_chain: [],
    market: [],
    adjustments: [],
    inputs: { note: "é\u2028" },
  },
  placeholder_created: true,
  valued_at: "2026-01-15T12:00:00.000Z",
});

/** A small batch of these names, valued and not stored yet. */
export const outcome = (
  domains: readonly string[],
  more: Partial<ChunkOutcome> = {},
): ChunkOutcome => ({
  batchId: randomUUID(),
  chunk: 0,
  isLast: true,
  ensemble: true,
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  createdAt: new Date().toISOString(),
  startedAt: new Date().toISOString(),
  values: domains.map((domain, idx) => ({ idx, result: result(domain) })),
  refused: [],
  ...more,
});

/** Flags nothing. */
export const NO_RISK: RiskPolicy = {
  judge: () => [],
  windowMs: 0,
  maxTrades: 0,
  flaggedWeight: "1",
};

type Trade = Extract<PricedMarketEvent, { type: "trade" }>;

/** A trade of one unit at 100 dollars, now, with an id of its own. */
export const trade = (domain: string, more: Partial<Trade> = {}): Trade => ({
  type: "trade",
  id: randomUUID(),
  domain,
  price: "100",
  quantity: "1",
  currency: "USD",
  at: new Date().toISOString(),
  ...more,
});

/** Runs a statement that only a spec needs. */
export const query = <Row extends QueryResultRow>(
  on: Transaction,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> =>
  on.run<Row>(`spec ${createHash("sha256").update(text).digest("base64url")}`, text, values);
