import { SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";

import { errorType } from "./error-type.js";
import { wallClockMs } from "./wall-clock.js";

/** What ran, and how long it took in milliseconds. */
export interface Timed<T> {
  readonly result: T;
  readonly durationMs: number;
}

/**
 * Runs a stage inside an INTERNAL span of its name and measures it once: the same number goes to the span's
 * neighbours `Server-Timing`, `/metrics` and `/latency`. A failure marks the span and travels on.
 * @param record told how long it took in milliseconds, also when it failed
 */
export const inStage = async <T>(
  stage: string,
  attributes: Attributes,
  run: () => Promise<T> | T,
  record?: (stage: string, durationMs: number) => void,
): Promise<Timed<T>> => {
  const startMs = wallClockMs();
  return trace.getTracer("assay").startActiveSpan(stage, { attributes }, async (span) => {
    let durationMs: number | undefined;
    try {
      const result = await run();
      durationMs = wallClockMs() - startMs;
      return { result, durationMs };
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", errorType(error));
      throw error;
    } finally {
      record?.(stage, durationMs ?? wallClockMs() - startMs);
      span.end();
    }
  });
};
