import { z } from "zod";

import { STAGES } from "./stages.js";

/** Maximum window, in seconds. */
const MAX_LATENCY_WINDOW_S = 3_600;

export const LatencyQuery = z.strictObject({
  window: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LATENCY_WINDOW_S)
    .default(60)
    .meta({ description: "Seconds to look back.", examples: [60] }),
});

const count = z.int().min(0).meta({ description: "Number of measured requests." });
const milliseconds = z.number().min(0).nullable();
const figures = {
  count,
  p50_ms: milliseconds.meta({ description: "Milliseconds; null when nothing was measured." }),
  p95_ms: milliseconds,
  p99_ms: milliseconds,
};
const share = z
  .number()
  .min(0)
  .meta({ description: "Share of the total time of all requests, from 0 to 1." });

const StageLatency = z
  .object({ stage: z.enum(STAGES), ...figures, share })
  .meta({ id: "StageLatency", description: "One stage. Percentiles are by nearest rank." });
type StageLatency = z.infer<typeof StageLatency>;

/** `GET /latency` */
export const LatencyReport = z
  .object({
    window_s: z.int(),
    since: z.iso.datetime().meta({
      description:
        "Start of the figures: later than the window's start if more requests came than are kept, or if the process started later.",
    }),
    stages: z.array(StageLatency).meta({ description: "In order; only stages that took place." }),
    unattributed: z
      .object({ ...figures, share })
      .meta({ description: "Time that no stage accounts for." }),
    total: z.object(figures).meta({
      description: "Whole requests, from the first byte read to the last byte written.",
    }),
  })
  .meta({
    id: "LatencyReport",
    description: "Stages of the valuations that this gateway process answered.",
  });
export type LatencyReport = z.infer<typeof LatencyReport>;

/** Requests per minute that `GET /latency/slowest` reports. */
export const SLOWEST_PER_MINUTE = 5;
/** Minutes that they are kept for. */
export const SLOWEST_MINUTES = 15;

export const SlowRequest = z
  .object({
    at: z.iso.datetime().meta({ description: "When it was answered." }),
    trace_id: z.string().nullable(),
    total_ms: z.number().min(0),
    unattributed_ms: z.number().min(0),
    stages: z
      .array(z.object({ stage: z.enum(STAGES), duration_ms: z.number().min(0) }))
      .meta({ description: "In order." }),
  })
  .meta({ id: "SlowRequest" });
export type SlowRequest = z.infer<typeof SlowRequest>;

/** `GET /latency/slowest` */
export const SlowestRequests = z
  .object({
    minutes: z.array(
      z.object({
        minute: z.iso.datetime().meta({ description: "When the minute began." }),
        requests: z.array(SlowRequest).meta({ description: "Slowest first." }),
      }),
    ),
  })
  .meta({
    id: "SlowestRequests",
    description: "The slowest requests of each of the last minutes, newest minute first.",
  });
export type SlowestRequests = z.infer<typeof SlowestRequests>;
