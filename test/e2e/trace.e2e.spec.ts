import { waitFor, type Stack } from "#stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { startOtlpSink, tracedBy, type OtlpSink, type SinkSpan } from "../support/otlp-sink.js";

// Real: three processes, Postgres, the queue, and OTLP over HTTP. Only the collector is ours.
const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;

/** Span → its parent, kind and process. `pg` stands for the span of a query. */
const EXPECTED = [
  ["POST /api/v1/valuation/batch", undefined, SERVER, "assay-gateway"],
  ["send valuation", "POST /api/v1/valuation/batch", PRODUCER, "assay-gateway"],
  ["queue wait", "send valuation", INTERNAL, "assay-valuation-worker"],
  ["process valuation", "send valuation", CONSUMER, "assay-valuation-worker"],
  ["load", "process valuation", INTERNAL, "assay-valuation-worker"],
  ["load market states", "load", CLIENT, "assay-valuation-worker"],
  ["value", "process valuation", INTERNAL, "assay-valuation-worker"],
  ["ensemble", "process valuation", INTERNAL, "assay-valuation-worker"],
  ["persist", "process valuation", INTERNAL, "assay-valuation-worker"],
  ["commit values", "persist", CLIENT, "assay-valuation-worker"],
  ["publish", "process valuation", INTERNAL, "assay-valuation-worker"],
  ["reply", "POST /api/v1/valuation/batch", INTERNAL, "assay-gateway"],
] as const;

/** A query goes by the name of its prepared statement. */
const nameOf = (span: SinkSpan): string =>
  (span.attributes["db.query.summary"] as string | undefined) ?? span.name;

describe.each(backends())("a batch on %s", (backend) => {
  let sink: OtlpSink;
  let stack: Stack;
  let api: Api;

  beforeAll(async () => {
    sink = await startOtlpSink();
    stack = await startSharedStack(backend, { ...tracedBy(sink), VALUATION_USE_ENSEMBLE: "1" });
    api = new Api(stack.gatewayUrl);
  });
  afterAll(async () => {
    await stack?.close();
    await sink?.close();
  });

  it("is one trace across the processes, with the right parents and kinds, and no orphan", async () => {
    const answer = await api.submit(["alpha.one", "bravo.one", "charlie.one"]);
    expect(answer.status).toBe(200);
    const traceId = answer.headers.get("traceparent")?.split("-")[1];
    // What was found stored before its reply came, as on a slow machine, has no span of the reply.
    const isReplied = /\breply;dur=/.test(answer.headers.get("server-timing") ?? "");
    const expected = EXPECTED.filter(([name]) => name !== "reply" || isReplied);
    const ofTrace = () => sink.spans.filter((span) => span.traceId === traceId);
    const missing = () =>
      expected.map(([name]) => name).filter((name) => !ofTrace().map(nameOf).includes(name));
    await waitFor(() => missing().length === 0, { timeoutMs: 30_000, what: "all spans" }).catch(
      () => expect(missing(), `the spans that ${traceId} lacks`).toEqual([]),
    );

    const spans = ofTrace();
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const parentOf = (span: SinkSpan) =>
      span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId);
    expect(
      spans.filter((span) => span.parentSpanId !== undefined && parentOf(span) === undefined),
    ).toEqual([]);
    for (const [name, parent, kind, service] of expected) {
      const matching = spans.filter((span) => nameOf(span) === name);
      expect(matching, name).toHaveLength(1);
      const [span] = matching as [SinkSpan];
      const parentSpan = parentOf(span);
      expect({
        name,
        parent: parentSpan && nameOf(parentSpan),
        kind: span.kind,
        service: span.service,
      }).toEqual({ name, parent, kind, service });
      expect(span.isError, name).toBe(false);
      expect(span.endNs >= span.startNs, name).toBe(true);
    }
    // A reply that takes long on a busy machine is looked up meanwhile: those reads are part of the trace too.
    const isLookup = (name: string): boolean =>
      name === "batch results" || name.startsWith("pg.query:SELECT ");
    const others = spans.map(nameOf).filter((name) => !isLookup(name));
    expect(others.toSorted((a, b) => a.localeCompare(b))).toEqual(
      expected.map(([name]): string => name).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it("keeps names and values out of its spans", () => {
    const exported = JSON.stringify(sink.spans.map(({ name, attributes }) => [name, attributes]));
    expect(exported).not.toContain("alpha.one");
    expect(exported).not.toContain("10.00");
  });

  it("identifies a query by its name, without its text", () => {
    const texts = sink.spans
      .map(({ attributes }) => attributes["db.query.text"])
      .filter((text) => typeof text === "string");
    expect(texts).toContain("-- commit values");
    expect(texts.filter((text) => text.length > 100)).toEqual([]);
  });

  it("continues the trace that a caller began", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    await api.submit(["delta.one"], { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    await waitFor(
      () =>
        sink.spans.some((span) => span.traceId === traceId && span.name === "process valuation"),
      {
        timeoutMs: 30_000,
        what: "the worker's span in the caller's trace",
      },
    );
  });

  it("does not trace what probes call", async () => {
    await api.get("/healthz");
    await api.get("/readyz");
    expect(sink.spans.filter(({ name }) => /healthz|readyz/.test(name))).toEqual([]);
  });
});
