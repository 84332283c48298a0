import { z } from "zod";

import { LANES } from "../jobs/job-spec.js";

/** One server or process, as its readiness check sees it. */
export const SystemPart = z
  .object({
    name: z.string().meta({ examples: ["database"] }),
    is_ready: z.boolean(),
    detail: z.string().nullable().meta({ description: "The error; null if it is ready." }),
    took_ms: z.number().min(0).meta({ description: "Duration of the check, in milliseconds." }),
  })
  .meta({ id: "SystemPart" });
export type SystemPart = z.infer<typeof SystemPart>;

export const LaneState = z
  .object({
    lane: z.enum(LANES),
    waiting: z.int().min(0).meta({ description: "Jobs waiting for a worker." }),
    oldest_waiting_s: z
      .number()
      .min(0)
      .meta({ description: "Age of the oldest waiting job, in seconds." }),
  })
  .meta({ id: "LaneState" });
export type LaneState = z.infer<typeof LaneState>;

/** `GET /system` */
export const SystemReport = z
  .object({
    at: z.iso.datetime(),
    uptime_s: z.number().min(0).meta({ description: "Uptime of this gateway process." }),
    parts: z.array(SystemPart),
    lanes: z
      .array(LaneState)
      .nullable()
      .meta({ description: "Null while the queue is unavailable." }),
    admission: z
      .object({
        under_way: z
          .int()
          .min(0)
          .meta({ description: "Requests waiting for values in this process." }),
        rejected: z
          .int()
          .min(0)
          .meta({ description: "Requests rejected since the process started." }),
        queued: z
          .int()
          .min(0)
          .meta({ description: "Of those under way, requests that are not admitted yet." }),
        estimated_wait_ms: z.number().min(0).nullable().meta({
          description: "Estimated wait of a new request; null before it is known.",
        }),
      })
      .meta({ description: "Admission in this gateway process." }),
  })
  .meta({
    id: "SystemReport",
    description: "The state of the system's parts, seen from this gateway process.",
  });
export type SystemReport = z.infer<typeof SystemReport>;
