import { waitFor, type Stack } from "#stack";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { Api } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";
import { startOtlpSink, tracedBy, type OtlpSink } from "../support/otlp-sink.js";

// Real: three processes, Postgres, the queue, and OTLP over HTTP. Set by the standard variables and nothing else.
let sink: OtlpSink;
let stack: Stack;
beforeAll(async () => {
  sink = await startOtlpSink();
  stack = await startSharedStack(inject("redisUrl") === undefined ? "postgres" : "redis", {
    ...tracedBy(sink),
    OTEL_TRACES_SAMPLER: "parentbased_always_off",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=staging",
  });
});
afterAll(async () => {
  await stack?.close();
  await sink?.close();
});

it("sampling, resource attributes and propagation are those of the OTEL_ variables", async () => {
  const api = new Api(stack.gatewayUrl);
  const left = await api.submit(["unsampled.one"], { prefer: "wait=30" });
  const leftId = left.headers.get("traceparent")?.split("-")[1];
  expect(left.headers.get("traceparent")).toMatch(/-00$/);

  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  await api.submit(["sampled.one"], { prefer: "wait=30", traceparent });
  const services = ["assay-gateway", "assay-valuation-worker"];
  await waitFor(
    () =>
      services.every((name) =>
        sink.spans.some((span) => span.traceId === traceId && span.service === name),
      ),
    { timeoutMs: 20_000, what: "the caller's trace through both processes" },
  );
  for (const { resource } of sink.spans)
    expect(resource).toMatchObject({
      "deployment.environment.name": "staging",
      "service.namespace": "assay",
    });
  // Spans are sent in the order in which they end: those of the first request would be here by now.
  expect(sink.spans.filter((span) => span.traceId === leftId)).toEqual([]);
});
