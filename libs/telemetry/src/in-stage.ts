import { SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";

import { errorType } from "./error-type.js";
import { areSpansRecorded } from "./recording.js";
import type { StageClock } from "./stage-clock.js";
import { wallClockMs } from "./wall-clock.js";

/**
 * Runs a stage inside an INTERNAL span of its name. With a clock, the span and the clock's stage begin where the stage
 * before ended, and end together: the same times go to spans, `Server-Timing`, `/metrics` and `/latency`. A failure
 * marks the span and travels on.
 */
export const inStage = async <T>(
  stage: string,
  attributes: Attributes,
  run: () => Promise<T> | T,
  clock?: StageClock,
): Promise<T> => {
  if (!areSpansRecorded()) {
    try {
      return await run();
    } finally {
      clock?.end(stage);
    }
  }
  const startTime = clock?.endedAtMs ?? wallClockMs();
  return trace
    .getTracer("assay")
    .startActiveSpan(stage, { attributes, startTime }, async (span) => {
      try {
        return await run();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute("error.type", errorType(error));
        throw error;
      } finally {
        clock?.end(stage);
        span.end(clock?.endedAtMs ?? wallClockMs());
      }
    });
};
