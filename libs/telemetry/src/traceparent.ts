import { context, isSpanContextValid, trace, TraceFlags } from "@opentelemetry/api";

/** The W3C `traceparent` of the span that is active now, or undefined where there is none. */
export const activeTraceparent = (): string | undefined => {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !isSpanContextValid(span)) return undefined;
  const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, "0");
  return `00-${span.traceId}-${span.spanId}-${flags}`;
};
