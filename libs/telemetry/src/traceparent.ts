import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

/** The W3C `traceparent` of the span that is active now, or undefined where there is none. */
export const activeTraceparent = (): string | undefined => {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !isSpanContextValid(span)) return undefined;
  const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, "0");
  return `00-${span.traceId}-${span.spanId}-${flags}`;
};

/** Runs something in the trace of what caused it, told by its `traceparent`; without one, in the trace that is active. */
export const inTraceOf = <T>(traceparent: string | undefined, run: () => T): T =>
  traceparent === undefined
    ? run()
    : context.with(propagation.extract(ROOT_CONTEXT, { traceparent }), run);
