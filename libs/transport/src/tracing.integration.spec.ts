import { waitFor } from "#stack";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-node";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { backends } from "../../../test/support/backends.js";
import { queueName } from "./queue/queue-port.js";
import {
  forgetRuns,
  openBackend,
  openClient,
  startServer,
  type TestClient,
} from "./test/harness.js";

// Real: the queue and the bus on Redis and on Postgres, and the tracing SDK. Only the exporter keeps what it is given.
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});
afterEach(() => {
  exporter.reset();
  forgetRuns();
});

describe.each(backends())("a request on %s", (kind) => {
  let client: TestClient;
  let app: Awaited<ReturnType<typeof startServer>>["app"];
  beforeAll(async () => {
    const backend = await openBackend(kind);
    client = openClient(backend);
    ({ app } = await startServer(backend));
    await app.listen();
  });
  afterAll(async () => {
    await client?.close();
    await app?.close();
  });

  /** Sends inside a span of the caller's, and gives the spans of its trace once the last of them has ended. */
  const traced = async (
    send: () => Promise<unknown>,
    processed: number,
  ): Promise<{ caller: ReadableSpan; spans: ReadableSpan[] }> => {
    const span = trace.getTracer("test").startSpan("caller", { kind: SpanKind.SERVER });
    const { traceId } = span.spanContext();
    await context.with(trace.setSpan(context.active(), span), () => send().catch(() => undefined));
    span.end();
    const ofTrace = () =>
      exporter.getFinishedSpans().filter((one) => one.spanContext().traceId === traceId);
    // A job may be done before its client hears that it is stored, which ends the span of its sending.
    await waitFor(
      () =>
        named(ofTrace(), "send valuation").length > 0 &&
        named(ofTrace(), "process valuation").length === processed,
      { timeoutMs: 10_000, what: "the spans of the sending and of the worker" },
    );
    const spans = ofTrace();
    const caller = spans.find(({ name }) => name === "caller");
    if (caller === undefined) throw new Error("The caller's span has not ended.");
    return { caller, spans };
  };
  const ask: TestClient["request"] = (name, payload) => client.request(name, payload);
  const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan[] =>
    spans.filter((span) => span.name === name);
  const shape = (spans: readonly ReadableSpan[]) => {
    const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
    return spans
      .map(({ name, kind: spanKind, parentSpanContext }) => ({
        name,
        kind: SpanKind[spanKind],
        parent: parentSpanContext === undefined ? undefined : names.get(parentSpanContext.spanId),
      }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  };

  it("is one trace: sent, waited for, worked on, answered", async () => {
    const jobId = randomUUID();
    const { spans } = await traced(() => ask("echo", { key: "a", text: "secret", id: jobId }), 1);
    expect(shape(spans)).toEqual([
      { name: "caller", kind: "SERVER", parent: undefined },
      { name: "process valuation", kind: "CONSUMER", parent: "send valuation" },
      { name: "publish", kind: "INTERNAL", parent: "process valuation" },
      { name: "queue wait", kind: "INTERNAL", parent: "send valuation" },
      { name: "reply", kind: "INTERNAL", parent: "caller" },
      { name: "send valuation", kind: "PRODUCER", parent: "caller" },
    ]);
    for (const [name, operation] of [
      ["send valuation", "send"],
      ["process valuation", "process"],
    ] as const)
      expect(named(spans, name)[0]?.attributes, name).toMatchObject({
        "messaging.system": "bullmq",
        "messaging.operation.type": operation,
        "messaging.destination.name": queueName("interactive"),
        "messaging.message.id": jobId,
      });
    for (const span of spans) {
      expect(span.status.code, span.name).toBe(SpanStatusCode.UNSET);
      expect(span.duration[0] * 1e9 + span.duration[1], span.name).toBeGreaterThanOrEqual(0);
    }
    expect(
      JSON.stringify(spans.map(({ attributes, events }) => [attributes, events])),
    ).not.toContain("secret");
  });

  it("that is tried again has a span for each try, and only those that failed are marked", async () => {
    const { spans } = await traced(() => ask("flaky", { key: "b", failures: 2 }), 3);
    const tries = named(spans, "process valuation").toSorted(
      (a, b) => Number(a.attributes["assay.attempt"]) - Number(b.attributes["assay.attempt"]),
    );
    expect(
      tries.map(({ attributes, status }) => [
        attributes["assay.attempt"],
        status.code,
        attributes["error.type"],
      ]),
    ).toEqual([
      [1, SpanStatusCode.ERROR, "FlakyError"],
      [2, SpanStatusCode.ERROR, "FlakyError"],
      [3, SpanStatusCode.UNSET, undefined],
    ]);
    expect(named(spans, "reply")).toHaveLength(1);
  });

  it("of many messages is sent by one span that says how many, and each is its child", async () => {
    const jobs = Array.from({ length: 3 }, (_, index) => ({
      payload: { key: `c${index}`, text: "", id: randomUUID() },
    }));
    const { spans } = await traced(() => client.enqueue("echo-bulk", jobs), 3);
    const [send, ...more] = named(spans, "send valuation");
    expect(more).toEqual([]);
    expect(send?.attributes["messaging.batch.message_count"]).toBe(3);
    expect(send?.attributes).not.toHaveProperty("messaging.message.id");
    const processed = named(spans, "process valuation");
    expect(processed.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
      Array.from({ length: 3 }, () => send?.spanContext().spanId),
    );
    expect(processed.map(({ links }) => links.map(({ context: linked }) => linked.spanId))).toEqual(
      Array.from({ length: 3 }, () => [send?.spanContext().spanId]),
    );
    expect(new Set(processed.map(({ attributes }) => attributes["messaging.message.id"]))).toEqual(
      new Set(jobs.map(({ payload }) => payload.id)),
    );
  });

  it("that is handed in again belongs to the trace that it began in, and links to who handed it in", async () => {
    const traceId = randomUUID().replaceAll("-", "");
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await client.enqueue("echo-bulk", [{ payload: { key: "g", text: "" }, traceparent }]);
    const processed = await waitFor(
      () =>
        exporter
          .getFinishedSpans()
          .find(
            (span) => span.name === "process valuation" && span.spanContext().traceId === traceId,
          ),
      { timeoutMs: 10_000, what: "the worker's span" },
    );
    expect(processed.parentSpanContext?.spanId).toBe("00f067aa0ba902b7");
    const send = exporter.getFinishedSpans().find(({ name }) => name === "send valuation");
    expect(processed.links.map(({ context: linked }) => linked.spanId)).toEqual([
      send?.spanContext().spanId,
    ]);
  });

  it("that shares a job stays in its own trace, and links to the one that shows what was shared", async () => {
    const all = await Promise.all(
      ["h", "i", "j"].map((key) => traced(() => ask("together", { key }), 1)),
    );
    for (const { spans } of all)
      expect(shape(spans)).toEqual([
        { name: "caller", kind: "SERVER", parent: undefined },
        { name: "process valuation", kind: "CONSUMER", parent: "send valuation" },
        { name: "publish", kind: "INTERNAL", parent: "process valuation" },
        { name: "queue wait", kind: "INTERNAL", parent: "send valuation" },
        { name: "reply", kind: "INTERNAL", parent: "caller" },
        { name: "send valuation", kind: "PRODUCER", parent: "caller" },
      ]);
    const [first, ...others] = all.map(({ spans }) => named(spans, "send valuation")[0]);
    const links = all.map(({ spans }) =>
      named(spans, "process valuation")[0]?.links.map(({ context: linked }) => linked.spanId),
    );
    // All in one job, which the first began.
    expect(links).toEqual([[], ...others.map(() => [first?.spanContext().spanId])]);
    const jobIds = all.map(
      ({ spans }) => named(spans, "send valuation")[0]?.attributes["messaging.message.id"],
    );
    expect(new Set(jobIds).size).toBe(1);
  });

  it("of another caller at the same time stays out of its trace", async () => {
    const both = await Promise.all(
      ["d", "e"].map((key) => traced(() => ask("echo", { key, text: "" }), 1)),
    );
    for (const { spans } of both) expect(spans).toHaveLength(6);
    expect(new Set(both.map(({ caller }) => caller.spanContext().traceId)).size).toBe(2);
  });
});
