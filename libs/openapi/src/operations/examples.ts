import type {
  BatchResponse,
  BatchView,
  ConsoleSettings,
  EventsPage,
  Explanation,
  ItemError,
  LatencyReport,
  SlowestRequests,
  SystemReport,
  ValuationResult,
} from "#contracts";

/** Examples for the OpenAPI document; the compiler checks them against the schemas. */

const batch_id = "01934f3c-6f2b-7c1e-9d52-3f0a6b1c2d4e";
const at = "2026-01-05T12:00:00.000Z";

const factors: Explanation["factors"] = [
  {
    source: "vwap",
    value: "1200.00",
    weight: 0.818182,
    contribution: "981.82",
    input: { trades: 2, window_min: 720 },
  },
  {
    source: "anchor",
    value: "900.00",
    weight: 0.181818,
    contribution: "163.64",
    input: { base: "850.00" },
  },
];

export const valuationExample: ValuationResult = {
  domain: "alpha.one",
  input: "Alpha.ONE",
  value: "1145.46",
  currency: "USD",
  low: "820.00",
  high: "1600.00",
  confidence: 0.62,
  model_version: "market-1",
  chosen_source: "vwap",
  factors: {
    primary_source: "vwap",
    fallback_chain: [],
    market: factors,
    adjustments: [],
    inputs: { as_of: at },
  },
  placeholder_created: false,
  valued_at: at,
};

const rejectedExample: ItemError = {
  input: "localhost",
  index: 1,
  error: {
    code: "single_label",
    detail: '"localhost" has a single label; give a name with its suffix, such as localhost.com.',
  },
};

export const batchResponseExample: BatchResponse = {
  batch_id,
  results: [valuationExample, rejectedExample],
};

export const batchViewExample: BatchView = {
  batch_id,
  status: "running",
  total: 20_000,
  done: 7_500,
  failed: 3,
  ensemble: true,
  created_at: at,
  started_at: "2026-01-05T12:00:00.012Z",
  completed_at: null,
  duration_ms: null,
};

export const batchWithStagesExample: BatchView = {
  ...batchViewExample,
  stages: [
    { stage: "queue", chunks: 15, total_ms: 9_120, p50_ms: 590.2, p95_ms: 1_204.7, share: null },
    { stage: "load", chunks: 15, total_ms: 182, p50_ms: 11.4, p95_ms: 19.1, share: 0.211 },
    { stage: "persist", chunks: 15, total_ms: 680, p50_ms: 44.8, p95_ms: 61.3, share: 0.789 },
  ],
};

export const explanationExample: Explanation = {
  domain: "alpha.one",
  value: "1145.46",
  currency: "USD",
  low: "820.00",
  high: "1600.00",
  confidence: 0.62,
  model_version: "market-1",
  chosen_source: "vwap",
  valued_at: at,
  primary_source: "vwap",
  fallback_chain: [],
  factors,
  adjustments: [],
  inputs: { as_of: at },
};

export const eventsExample: EventsPage = {
  stream: "market",
  epoch: "5a0c6c1e-8a55-4a4b-9a0e-5a0f6a1d2b3c",
  oldest: 1,
  head: 1,
  events: [
    {
      seq: 1,
      eid: `v-${batch_id}-0`,
      type: "valuation_update",
      v: 1,
      at,
      tp: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      data: {
        domain: "alpha.one",
        batch_id,
        value: "1145.46",
        currency: "USD",
        low: "820.00",
        high: "1600.00",
        confidence: 0.62,
        chosen_source: "vwap",
        model_version: "market-1",
      },
    },
  ],
  next_since_seq: 1,
};

export const latencyExample: LatencyReport = {
  window_s: 60,
  since: at,
  stages: [
    { stage: "enqueue", count: 120, p50_ms: 0.31, p95_ms: 0.62, p99_ms: 1.1, share: 0.15 },
    { stage: "persist", count: 120, p50_ms: 0.92, p95_ms: 1.71, p99_ms: 2.4, share: 0.45 },
  ],
  unattributed: { count: 120, p50_ms: 0.04, p95_ms: 0.09, p99_ms: 0.2, share: 0.02 },
  total: { count: 120, p50_ms: 2.04, p95_ms: 3.65, p99_ms: 5.1 },
};

export const slowestExample: SlowestRequests = {
  minutes: [
    {
      minute: at,
      requests: [
        {
          at,
          trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
          total_ms: 18.2,
          unattributed_ms: 0.1,
          stages: [
            { stage: "accept", duration_ms: 0.4 },
            { stage: "queue", duration_ms: 12.6 },
            { stage: "persist", duration_ms: 5.1 },
          ],
        },
      ],
    },
  ],
};

export const systemExample: SystemReport = {
  at,
  uptime_s: 3_600,
  parts: [
    { name: "database", is_ready: true, detail: null, took_ms: 0.6 },
    { name: "queue", is_ready: false, detail: "no answer within 2500 ms", took_ms: 2_500 },
  ],
  lanes: [
    { lane: "interactive", waiting: 0, oldest_waiting_s: 0 },
    { lane: "bulk", waiting: 12, oldest_waiting_s: 0.8 },
  ],
  admission: { under_way: 3, rejected: 0, queued: 0, estimated_wait_ms: 0 },
};

export const consoleExample: ConsoleSettings = {
  keys_required: false,
  stream_url: "ws://localhost:3001/v1/stream",
  jaeger_url: null,
};
