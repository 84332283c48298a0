import { defineJob } from "#contracts";
import { z } from "zod";

/** The one job of the floor: it does nothing. */
export const FLOOR_JOBS = {
  "floor-empty": defineJob({
    payload: z.object({ job: z.int() }),
    reply: z.null(),
    lane: "interactive",
    id: ({ job }) => `floor-${job}`,
    attempts: 1,
    backoffMs: 0,
    timeoutMs: 10_000,
  }),
};
