import { waitFor, type Stack } from "#stack";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";
import { startOtlpSink, tracedBy, type OtlpSink } from "../support/otlp-sink.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: three processes, Postgres, sockets, and OTLP over HTTP. Only the collector is ours.
let sink: OtlpSink;
let stack: Stack;
beforeAll(async () => {
  sink = await startOtlpSink();
  stack = await startSharedStack("postgres", tracedBy(sink));
});
afterAll(async () => {
  await stack?.close();
  await sink?.close();
});

it("a live event is one `deliver` span however many are sent it, linked to the trace that caused it", async () => {
  const clients = await Promise.all(
    [1, 2, 3].map(() => RawClient.open(streamUrl(stack.replayUrl))),
  );
  for (const client of clients) {
    client.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now" });
    await client.until("mark", ({ phase }) => phase === "live");
  }
  const answer = await new Api(stack.gatewayUrl).submit(["traced.one"]);
  const traceId = answer.headers.get("traceparent")?.split("-")[1] ?? "";
  for (const client of clients) {
    const event = await client.until("event", ({ type }) => type === "valuation_update");
    expect(event.tp?.split("-")[1]).toBe(traceId);
    await client.until("event", ({ type }) => type === "batch_completed");
  }
  const delivers = () =>
    sink.spans.filter(
      ({ name, linkedTraceIds }) => name === "deliver" && linkedTraceIds.includes(traceId),
    );
  await waitFor(() => delivers().length >= 2, { timeoutMs: 10_000, what: "the deliver spans" });
  expect(delivers().map(({ attributes }) => attributes["assay.event.type"])).toEqual([
    "valuation_update",
    "batch_completed",
  ]);
  for (const { service, startNs, endNs, traceId: own } of delivers()) {
    expect(service).toBe("assay-replay");
    expect(own).not.toBe(traceId);
    expect(endNs).toBeGreaterThanOrEqual(startNs);
    expect(endNs - startNs).toBeLessThan(10_000_000_000n);
  }
  const metrics = await (await fetch(`${stack.replayUrl}/metrics`)).text();
  expect(metrics).toMatch(/assay_stage_duration_seconds_count\{[^}]*stage="deliver"[^}]*\} 2\b/);
  expect(metrics).toMatch(/^assay_stream_connections(\{.*\})? 3$/m);
  for (const client of clients) client.close();
  const ofGateway = await (await fetch(`${stack.gatewayUrl}/metrics`)).text();
  for (const lane of ["interactive", "bulk"]) {
    for (const gauge of ["assay_queue_waiting_jobs", "assay_queue_oldest_waiting_seconds"])
      expect(ofGateway).toMatch(new RegExp(`^${gauge}\\{.*lane="${lane}".*\\} 0\\b`, "m"));
  }
});

it("describes itself, for programs and for people", async () => {
  const document = (await (await fetch(`${stack.replayUrl}/asyncapi.json`)).json()) as object;
  expect(document).toMatchObject({
    asyncapi: "3.0.0",
    servers: { replay: { host: new URL(stack.replayUrl).host } },
  });
  const page = await fetch(`${stack.replayUrl}/docs`);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await page.text()).toContain("unrecoverable");
});
