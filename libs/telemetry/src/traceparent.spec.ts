import { propagation, ROOT_CONTEXT, trace, TraceFlags } from "@opentelemetry/api";
import { expect, it } from "vitest";

import { carrierOfContext, contextOfCarrier } from "./traceparent.js";

const span = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: TraceFlags.SAMPLED,
};

it("goes with a job whatever propagators are set, and a stranger's baggage does not", () => {
  const baggage = propagation.createBaggage({ user: { value: "anna@example.com" } });
  const from = propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, span), baggage);
  const carrier = carrierOfContext(from);
  expect(carrier).toEqual({ traceparent: `00-${span.traceId}-${span.spanId}-01` });
  const arrived = contextOfCarrier({ ...carrier, baggage: "user=anna" });
  expect(trace.getSpanContext(arrived)).toMatchObject(span);
  expect(propagation.getBaggage(arrived)).toBeUndefined();
});
