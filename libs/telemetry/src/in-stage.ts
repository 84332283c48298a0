import { SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";

import { wallClockMs } from "./wall-clock.js";

/** What ran, and how long it took in milliseconds. */
export interface Timed<T> {
  readonly result: T;
  readonly durationMs: number;
}

/**
 * Runs a stage inside an INTERNAL span of its name and measures it once: the same number goes to the span's
 * neighbours `Server-Timing`, `/metrics` and `/latency`. A failure marks the span and travels on.
 */
export const inStage = async <T>(
  stage: string,
  attributes: Attributes,
  run: () => Promise<T> | T,
): Promise<Timed<T>> => {
  const startMs = wallClockMs();
  return trace.getTracer("assay").startActiveSpan(stage, { attributes }, async (span) => {
    try {
      const result = await run();
      return { result, durationMs: wallClockMs() - startMs };
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
      throw error;
    } finally {
      span.end();
    }
  });
};
