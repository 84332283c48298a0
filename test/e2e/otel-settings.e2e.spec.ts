import { waitFor, type Stack } from "#stack";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

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

const backend = () => (inject("redisUrl") === undefined ? "postgres" : "redis");

describe("with propagators of another kind, and all that the SDK says", () => {
  let other: Stack;
  let otherSink: OtlpSink;
  beforeAll(async () => {
    otherSink = await startOtlpSink();
    other = await startSharedStack(backend(), {
      ...tracedBy(otherSink),
      OTEL_PROPAGATORS: "b3",
      OTEL_LOG_LEVEL: "all",
    });
  });
  afterAll(async () => {
    await other?.close();
    await otherSink?.close();
  });

  it("our own hops are one trace, and the logs are not flooded", async () => {
    const answer = await new Api(other.gatewayUrl).submit(["hops.one"], { prefer: "wait=30" });
    const traceId = answer.headers.get("traceparent")?.split("-")[1];
    await waitFor(
      () =>
        ["assay-gateway", "assay-valuation-worker"].every((service) =>
          otherSink.spans.some((span) => span.traceId === traceId && span.service === service),
        ),
      { timeoutMs: 20_000, what: "one trace through both processes" },
    );
    for (const { name, output } of Object.values(other.apps))
      expect(output.split("\n").length, name).toBeLessThan(300);
  });
});

describe("with the SDK switched off", () => {
  let off: Stack;
  beforeAll(async () => {
    off = await startSharedStack(backend(), { OTEL_SDK_DISABLED: "true" });
  });
  afterAll(() => off?.close());

  it("names are valued, and /metrics says that nothing is measured", async () => {
    const api = new Api(off.gatewayUrl);
    expect((await api.submit(["silent.one"], { prefer: "wait=30" })).status).toBe(200);
    for (const url of [off.gatewayUrl, off.workerUrl, off.replayUrl]) {
      const metrics = await new Api(url).get<{ type: string; detail: string }>("/metrics");
      expect(metrics.status).toBe(503);
      expect(metrics.body.type).toBe("urn:assay:problem:unavailable");
      expect(metrics.body.detail).toContain("OTEL_SDK_DISABLED");
    }
  });
});
