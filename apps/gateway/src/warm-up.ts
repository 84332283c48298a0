import type { AppConfig } from "#config";
import { JOBS, type ValuationResult } from "#contracts";
import { BatchRepository } from "#storage";
import { wallClockMs } from "#telemetry";
import { JsonText, warmUp } from "#transport";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";

import { AdmissionQueue } from "./admission/admission-queue.js";
import { Backlog } from "./admission/backlog.js";
import { readNames } from "./batches/read-names.js";
import { StoredResults } from "./batches/stored-results.js";
import { SubmitBatch } from "./batches/submit-batch.js";
import { RequestClock } from "./http/request-clock.js";

const DOMAINS = ["alpha.com", "bravo-charlie.one", "delta7.io"];
const BATCH_PATH = "/api/v1/valuation/batch";
const WAIT_MS = 1_000;

/**
 * Processes a few hundred small batches and requests without names before this gateway listens. The values are
 * invented, and nothing is counted, stored or traced.
 */
export const warmUpGateway = async (
  config: AppConfig,
  app: NestFastifyApplication,
): Promise<void> => {
  await app.init();
  const limits = { queue: new AdmissionQueue(WAIT_MS), backlog: app.get(Backlog) };
  await warmUp({
    backend: config.transport,
    catalogue: JOBS,
    name: "value-batch",
    handle: ({ batch_id, items }) => {
      const results = items.map(({ domain }) => made(domain));
      return Promise.resolve(new JsonText(JSON.stringify({ batch_id, results })));
    },
    call: async (client) => {
      const submit = new SubmitBatch(
        client,
        app.get(BatchRepository),
        app.get(StoredResults),
        limits,
        config.useEnsemble,
        () => Promise.resolve(new Date()),
      );
      await submit.run({
        asked: await readNames({ domains: DOMAINS }),
        waitMs: WAIT_MS,
        idempotencyKey: undefined,
        owner: undefined,
        clock: new RequestClock(wallClockMs()),
        isGone: () => false,
      });
      await app.inject({ url: "/healthz" });
      // Rejected once its body is read: this warms the HTTP route without making a job.
      await app.inject({ method: "POST", url: BATCH_PATH, payload: { domains: [] } });
    },
  });
};

/** About as large as a real result. */
const made = (domain: string): ValuationResult => ({
  domain,
  value: "10.00",
  currency: "USD",
  low: "0.07",
  high: "1508.82",
  confidence: 0.1,
  model_version: "warm-up",
  chosen_source: "prior",
  factors: {
    primary_source: "prior",
    fallback_chain: [],
    market: [
      { source: "prior", value: "10.00", weight: 1, contribution: "10.00", input: { a: 1 } },
    ],
    adjustments: [],
    inputs: {},
  },
  placeholder_created: true,
  valued_at: new Date(0).toISOString(),
});
