import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";

/**
 * How a trace goes from one of our processes to another: always as `traceparent` and `tracestate`. `OTEL_PROPAGATORS` is
 * about strangers, and whatever it says, our own hops are one trace. Baggage of a stranger's stays at the door.
 */
const ownHops = new W3CTraceContextPropagator();

/** The W3C `traceparent` of the span that is active now, or undefined where there is none. */
export const activeTraceparent = (): string | undefined => {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !isSpanContextValid(span)) return undefined;
  const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, "0");
  return `00-${span.traceId}-${span.spanId}-${flags}`;
};

/** The part of a context that travels with a job: its trace. */
export const carrierOfContext = (from: Context): Record<string, string> => {
  const carrier: Record<string, string> = {};
  ownHops.inject(from, carrier, defaultTextMapSetter);
  return carrier;
};

/** The context that something came with. */
export const contextOfCarrier = (carrier: Record<string, string>): Context =>
  ownHops.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);

/** Runs something in the trace of its cause, given by `traceparent`; without one, in the active trace. */
export const inTraceOf = <T>(traceparent: string | undefined, run: () => T): T =>
  traceparent === undefined ? run() : context.with(contextOfCarrier({ traceparent }), run);
