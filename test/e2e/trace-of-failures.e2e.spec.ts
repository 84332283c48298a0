import type { BatchView } from "#contracts";
import { waitFor, type Stack } from "#stack";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { startOtlpSink, tracedBy, type OtlpSink, type SinkSpan } from "../support/otlp-sink.js";

// Real: three processes, one of which is killed, Postgres, the queue, and OTLP over HTTP. What goes wrong is a trigger.
const SERVER = 2;
const CLIENT = 3;
const CONSUMER = 5;
/** What each of a job's runs has, once it has come so far; and what the gateway has. */
const STAGE_SPANS = [
  "send valuation",
  "queue wait",
  "load",
  "value",
  "persist",
  "publish",
  "reply",
];

describe.each(backends())("the trace of a job on %s", (backend) => {
  let sink: OtlpSink;
  let stack: Stack;
  let api: Api;
  let database: pg.Client;

  beforeAll(async () => {
    sink = await startOtlpSink();
    stack = await startSharedStack(backend, tracedBy(sink));
    api = new Api(stack.gatewayUrl);
    database = new pg.Client(stack.databaseUrl);
    await database.connect();
  });
  afterEach(async () => {
    await database.query(
      "DROP TRIGGER IF EXISTS trouble ON valuations; DROP FUNCTION IF EXISTS trouble; DROP SEQUENCE IF EXISTS tries",
    );
  });
  afterAll(async () => {
    await database?.end();
    await stack?.close();
    await sink?.close();
  });

  /** Makes the first `count` commits of values run into `action`; a sequence counts on where a commit is undone. */
  const trouble = async (count: number, action: string): Promise<void> => {
    await database.query(`
      CREATE SEQUENCE tries;
      CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('tries') <= ${count} THEN ${action}; END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER trouble BEFORE INSERT ON valuations FOR EACH STATEMENT EXECUTE FUNCTION trouble()`);
  };
  const inTrace = (headers: Headers): SinkSpan[] => {
    const traceId = headers.get("traceparent")?.split("-")[1];
    return sink.spans.filter((span) => span.traceId === traceId);
  };
  const named = (spans: readonly SinkSpan[], name: string): SinkSpan[] =>
    spans.filter((span) => span.name === name);
  /** The runs of a trace's job, in order, once there are so many. */
  const runsOf = async (headers: Headers, count: number): Promise<SinkSpan[]> => {
    await waitFor(
      () =>
        named(inTrace(headers), "process valuation").length === count &&
        inTrace(headers).some(({ name }) => name.startsWith("POST ")),
      { timeoutMs: 20_000, what: `${count} runs` },
    );
    return named(inTrace(headers), "process valuation").toSorted(
      (a, b) => Number(a.attributes["assay.attempt"]) - Number(b.attributes["assay.attempt"]),
    );
  };
  const outcomes = (runs: readonly SinkSpan[]) =>
    runs.map(({ kind, isError, attributes }) => [
      kind,
      attributes["assay.attempt"],
      isError,
      attributes["error.type"],
    ]);
  const persistCount = async (): Promise<number> => {
    const text = await (await fetch(`${stack.workerUrl}/metrics`)).text();
    const line =
      /^assay_stage_duration_seconds_count\{[^}]*stage="persist"[^}]*lane="interactive"[^}]*\} (\d+)/m;
    return Number(line.exec(text)?.[1] ?? 0);
  };

  const expectStages = (headers: Headers): void => {
    // What was found stored before its reply came, as on a slow machine, has no span of the reply.
    const isReplied = /\breply;dur=/.test(headers.get("server-timing") ?? "");
    for (const name of STAGE_SPANS)
      if (name !== "reply" || isReplied)
        expect(named(inTrace(headers), name).length, name).toBeGreaterThan(0);
  };

  it("that was retried has every stage, and each try marked for what it was", async () => {
    const before = await persistCount();
    await trouble(2, "RAISE EXCEPTION 'not yet'");
    const answer = await api.submit(["retried.one"], { prefer: "wait=30" });
    expect(answer.status).toBe(200);
    const runs = await runsOf(answer.headers, 3);
    expect(outcomes(runs)).toEqual([
      [CONSUMER, 1, true, "DatabaseError"],
      [CONSUMER, 2, true, "DatabaseError"],
      [CONSUMER, 3, false, undefined],
    ]);
    const spans = inTrace(answer.headers);
    expectStages(answer.headers);
    const persists = named(spans, "persist");
    expect(persists).toHaveLength(3);
    expect(persists.filter(({ isError }) => isError)).toHaveLength(2);
    expect(new Set(runs.map(({ parentSpanId }) => parentSpanId))).toEqual(
      new Set(named(spans, "send valuation").map(({ spanId }) => spanId)),
    );
    // Time that was lost is time too.
    expect(await persistCount()).toBe(before + 3);
  });

  it("that failed permanently has every stage, too, and the gateway gets them", async () => {
    await trouble(1_000, "RAISE EXCEPTION 'never'");
    const answer = await api.submit(["failed.one"], { prefer: "wait=30" });
    expect(answer.status).toBe(500);
    expect(answer.headers.get("server-timing")).toMatch(/queue;dur=.*persist;dur=.*reply;dur=/);
    const runs = await runsOf(answer.headers, 3);
    expect(outcomes(runs).map(([, , isError]) => isError)).toEqual([true, true, true]);
    const spans = inTrace(answer.headers);
    expectStages(answer.headers);
    // The spans of queries and of HTTP are made by libraries, which have their own ways.
    const ours = spans.filter(({ kind }) => kind !== SERVER && kind !== CLIENT);
    expect(ours.filter(({ isError }) => isError)).toHaveLength(6);
    // Each failure is a line of the log that leads to this trace, once.
    const lines = stack.apps["valuation-worker"].output
      .split("\n")
      .filter((line) => line.startsWith("{") && line.includes("failed: never"))
      .map((line) => JSON.parse(line) as { trace_id?: string; span_id?: string });
    expect(lines.map(({ trace_id, span_id }) => [trace_id, span_id])).toEqual(
      runs.map(({ traceId, spanId }) => [traceId, spanId]),
    );
    for (const span of ours.filter(({ isError }) => isError))
      expect(span.attributes["error.type"], span.name).toBeTruthy();
  });

  it("whose worker was killed goes on with the run of the next one", async () => {
    await trouble(1, "PERFORM pg_sleep(60)");
    const asked = api.submit(["killed.one"], { prefer: "wait=30" });
    await waitFor(
      async () =>
        (await database.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
          .rowCount === 1,
      { timeoutMs: 20_000, what: "the worker to be in the middle of its commit" },
    );
    await stack.apps["valuation-worker"].kill();
    // What it had begun holds the stream's head for as long as it sleeps.
    await database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
    );
    await stack.restart("valuation-worker");
    const answer = await asked;
    expect(answer.status).toBe(200);
    // The run that was cut off took its own span with it.
    const [run] = await runsOf(answer.headers, 1);
    expect(run).toMatchObject({ isError: false, kind: CONSUMER });
    expect(Number(run?.attributes["assay.attempt"])).toBeGreaterThan(1);
    expect(run?.attributes["assay.stalled"]).toBe(1);
    const spans = inTrace(answer.headers);
    expectStages(answer.headers);
    const [send] = named(spans, "send valuation");
    expect(run?.parentSpanId).toBe(send?.spanId);
  });

  it("of a large batch is one, with a span for each chunk that links to its sending", async () => {
    const asked = Array.from({ length: 2_600 }, (_, index) => `chunked${index}.one`);
    const answer = await api.submit<BatchView>(asked, {}, { ensemble: false });
    expect(answer.status).toBe(202);
    await api.untilEnded(answer.body.batch_id);
    const runs = await runsOf(answer.headers, 6);
    const [send, ...more] = named(inTrace(answer.headers), "send valuation");
    expect(more).toEqual([]);
    expect(send?.attributes["messaging.batch.message_count"]).toBe(6);
    expect(runs.map(({ links }) => links)).toEqual(runs.map(() => [send?.spanId]));

    // The batch reports the same stages, added up over the chunks.
    const { stages = [] } = await waitFor(
      async () => {
        const batch = await api.batch(answer.body.batch_id);
        return batch.stages?.every(({ chunks }) => chunks === 6) && batch.stages.length > 0
          ? batch
          : undefined;
      },
      { timeoutMs: 30_000, what: "the timings of all chunks" },
    );
    expect(stages.map(({ stage }) => stage)).toEqual(["queue", "load", "value", "persist"]);
    const shares = stages.reduce((sum, { share }) => sum + (share ?? 0), 0);
    expect(shares).toBeCloseTo(1, 2);
    const persistMs = named(inTrace(answer.headers), "persist").reduce(
      (sum, { startNs, endNs }) => sum + Number(endNs - startNs) / 1e6,
      0,
    );
    const reportedMs = stages.find(({ stage }) => stage === "persist")?.total_ms ?? 0;
    // A span's start is a whole millisecond.
    expect(Math.abs(reportedMs - persistMs)).toBeLessThan(6 + 0.05 * persistMs);
  });
});
