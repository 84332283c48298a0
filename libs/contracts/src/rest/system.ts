import { z } from "zod";

import { LANES } from "../jobs/job-spec.js";

/** One server or process, as its readiness check sees it. */
export const SystemPart = z
  .object({
    name: z.string().meta({ examples: ["database"] }),
    is_ready: z.boolean(),
    detail: z.string().nullable().meta({ description: "What is wrong; null when it is ready." }),
    took_ms: z.number().min(0).meta({ description: "How long the check took, in milliseconds." }),
  })
  .meta({ id: "SystemPart" });
export type SystemPart = z.infer<typeof SystemPart>;

export const LaneState = z
  .object({
    lane: z.enum(LANES),
    waiting: z.int().min(0).meta({ description: "Jobs that wait for a worker." }),
    oldest_waiting_s: z
      .number()
      .min(0)
      .meta({ description: "How long the oldest of them has waited, in seconds." }),
  })
  .meta({ id: "LaneState" });
export type LaneState = z.infer<typeof LaneState>;

/** `GET /system` */
export const SystemReport = z
  .object({
    at: z.iso.datetime(),
    uptime_s: z.number().min(0).meta({ description: "Of this gateway process." }),
    parts: z.array(SystemPart),
    lanes: z.array(LaneState).nullable().meta({ description: "Null while the queue is away." }),
    admission: z
      .object({
        under_way: z.int().min(0).meta({ description: "Callers that wait for values here." }),
        rejected: z.int().min(0).meta({ description: "Callers rejected since the process began." }),
        queued: z
          .int()
          .min(0)
          .meta({ description: "Of those under way, how many wait for their turn." }),
        estimated_wait_ms: z.number().min(0).nullable().meta({
          description: "How long a request that comes now would wait; null before that is known.",
        }),
      })
      .meta({ description: "What this gateway process admits." }),
  })
  .meta({
    id: "SystemReport",
    description: "How the parts of the system are, seen from this gateway process.",
  });
export type SystemReport = z.infer<typeof SystemReport>;
