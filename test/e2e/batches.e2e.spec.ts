import type {
  BatchView,
  EventsPage,
  Explanation,
  HistoryPage,
  ResultsPage,
  ValuationResult,
} from "#contracts";
import type { Stack } from "#stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";

// Real: three processes, Postgres, the queue.
const names = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}.one`);

describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterAll(() => stack?.close());

  it("a small batch is answered with its values, in the order asked", async () => {
    const { status, headers, body } = await api.submit([
      "charlie.one",
      "alpha.one",
      "blackjack.eth",
      "alpha.one",
    ]);
    expect(status).toBe(200);
    expect(body.results.map((item) => ("domain" in item ? item.domain : ""))).toEqual([
      "charlie.one",
      "alpha.one",
      "blackjack.eth",
    ]);
    expect(body.results[2]).toMatchObject({ currency: "ETH", placeholder_created: true });
    expect(body.results[0]).toMatchObject({
      currency: "USD",
      value: expect.stringMatching(/^\d+\.\d\d$/),
      low: expect.stringMatching(/^\d+\.\d\d$/),
      high: expect.stringMatching(/^\d+\.\d\d$/),
      factors: { primary_source: "anchor", fallback_chain: ["vwap", "order_book_mid", "floor"] },
    });
    expect(headers.get("traceparent")).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-0[01]$/);
    const stages = (headers.get("server-timing") ?? "")
      .split(", ")
      .map((part) => part.split(";dur=")[0]);
    // What is found stored before its reply comes, as on a slow machine, has no stages of the worker.
    const ofWorker = ["enqueue", "queue", "load", "value", "persist", "publish", "reply"];
    expect(stages).toEqual(
      expect.arrayContaining([
        "accept",
        ...(stages.includes("reply") ? ofWorker : []),
        "respond",
        "unattributed",
        "total",
      ]),
    );
  });

  it("values the same name again from what it was before, and returns latest, history and factors", async () => {
    await api.submit(["again.one"]);
    const second = await api.submit(["again.one"]);
    expect(second.body.results[0]).toMatchObject({ placeholder_created: false });
    expect(
      (await api.get<ValuationResult>("/api/v1/valuation/latest?domain=AGAIN.one")).body,
    ).toEqual(second.body.results[0]);
    const first = (await api.get<HistoryPage>("/api/v1/valuation/history?domain=again.one&limit=1"))
      .body;
    expect(first.items).toEqual([second.body.results[0]]);
    const rest = (
      await api.get<HistoryPage>(
        `/api/v1/valuation/history?domain=again.one&limit=1&cursor=${first.next_cursor ?? ""}`,
      )
    ).body;
    expect(rest.items).toMatchObject([{ placeholder_created: true }]);
    const { body } = await api.get<Explanation>("/api/v1/valuation/factors?domain=again.one");
    expect(body).toMatchObject({
      domain: "again.one",
      primary_source: "anchor",
      factors: [{ source: "anchor", weight: 1, input: { previous: "10.00" } }],
    });
  });

  it("more than 1,000 names are accepted, and read by pages, as NDJSON and as events", async () => {
    const asked = names(2_300, `large-${backend}`);
    const { status, headers, body } = await api.submit<BatchView>([...asked, "co.uk"]);
    expect(status).toBe(202);
    expect(body).toMatchObject({ total: 2_301, failed: 1 });
    expect(headers.get("location")).toBe(`/api/v1/valuation/batches/${body.batch_id}`);
    // Followed from the start, while it runs.
    const stream = await api.get<string>(`/api/v1/valuation/batches/${body.batch_id}/results`, {
      accept: "application/x-ndjson",
    });
    const lines = stream.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Partial<ValuationResult>);
    expect(lines.map(({ domain }) => domain)).toEqual([...asked, undefined]);
    const view = await api.untilEnded(body.batch_id);
    expect(view).toMatchObject({ status: "completed", done: 2_300, failed: 1 });
    expect(view.duration_ms).toBeGreaterThan(0);
    const paged = await api.allResults(body.batch_id);
    expect(paged).toEqual(lines);
    const { body: last } = await api.get<EventsPage>(
      `/api/v1/events?types=batch_completed&limit=1000`,
    );
    expect(last.events.filter(({ data }) => data["batch_id"] === body.batch_id)).toHaveLength(1);
  });

  it.each([
    ["text/csv", 'domain,note\r\nalpha.one,x\r\nbravo.one,"y, z"\r\n'],
    ["text/csv; charset=utf-8", "alpha.one\nbravo.one\n"],
    ["application/x-ndjson", '"alpha.one"\n{"domain":"bravo.one"}\n'],
  ])("names come in as %s", async (type, text) => {
    const { status, body } = await api.call<{ results: ValuationResult[] }>(
      "POST",
      "/api/v1/valuation/batch",
      {
        headers: { "content-type": type },
        body: text,
      },
    );
    expect(status).toBe(200);
    expect(body.results.map(({ domain }) => domain)).toEqual(["alpha.one", "bravo.one"]);
  });

  it("Prefer: respond-async is answered by 202 at once", async () => {
    const { status, headers, body } = await api.submit<BatchView>(["async.one"], {
      prefer: "respond-async",
    });
    expect(status).toBe(202);
    expect(headers.get("preference-applied")).toBe("respond-async");
    expect(await api.untilEnded(body.batch_id)).toMatchObject({ status: "completed", done: 1 });
  });

  it("what is not done within its wait becomes a 202, and finishes", async () => {
    await stack.apps["valuation-worker"].kill();
    const { status, body } = await api.submit<BatchView>(["late.one", "co.uk"], {
      prefer: "wait=1",
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: "queued", total: 2, done: 0, failed: 1 });
    await stack.restart("valuation-worker");
    expect(await api.untilEnded(body.batch_id)).toMatchObject({
      status: "completed",
      total: 2,
      done: 1,
      failed: 1,
    });
    expect(await api.allResults(body.batch_id)).toMatchObject([
      { domain: "late.one" },
      { index: 1 },
    ]);
  });

  it("cancels what has not started", async () => {
    await stack.apps["valuation-worker"].kill();
    const { body } = await api.submit<BatchView>(names(1_500, "cancel"));
    const cancelled = await api.call<BatchView>(
      "DELETE",
      `/api/v1/valuation/batches/${body.batch_id}`,
    );
    expect(cancelled).toMatchObject({ status: 200, body: { status: "cancelled", done: 0 } });
    expect(
      (await api.call<BatchView>("DELETE", `/api/v1/valuation/batches/${body.batch_id}`)).status,
    ).toBe(200);
    await stack.restart("valuation-worker");
    await api.submit(["after-cancel.one"]);
    expect(await api.batch(body.batch_id)).toMatchObject({ status: "cancelled", done: 0 });
    const page = await api.get<ResultsPage>(`/api/v1/valuation/batches/${body.batch_id}/results`);
    expect(page.body).toMatchObject({ items: [], next_cursor: null });
  });

  it("an Idempotency-Key makes the same request the same batch", async () => {
    const first = await api.submit(["same.one"], { "idempotency-key": `key-${backend}` });
    const second = await api.submit(["same.one"], { "idempotency-key": `key-${backend}` });
    expect(second).toMatchObject({ status: 200, body: first.body });
    const large = names(1_200, "idem");
    const accepted = await api.submit<BatchView>(large, { "idempotency-key": `large-${backend}` });
    const again = await api.submit<BatchView>(large, { "idempotency-key": `large-${backend}` });
    expect(again).toMatchObject({ status: 202, body: { batch_id: accepted.body.batch_id } });
    const both = await Promise.all(
      [1, 2, 3, 4].map(() => api.submit(["race.one"], { "idempotency-key": `race-${backend}` })),
    );
    expect(new Set(both.map(({ body }) => body.batch_id)).size).toBe(1);
    const history = await api.get<HistoryPage>("/api/v1/valuation/history?domain=race.one");
    expect(history.body.items).toHaveLength(1);
  });

  it("an older client that posts domains and reads results[].value works unchanged", async () => {
    const response = await fetch(`${stack.gatewayUrl}/api/v1/valuation/batch`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ domains: ["alpha.one"] }),
    });
    const { results } = (await response.json()) as { results: { value: string }[] };
    expect(response.status).toBe(200);
    expect(Number(results[0]?.value)).toBeGreaterThan(0);
  });

  it("describes itself, is alive, ready and measured", async () => {
    expect((await api.get<{ openapi: string }>("/openapi.json")).body.openapi).toBe("3.1.0");
    expect((await api.get("/docs")).text).toContain("/api/v1/valuation/batch");
    expect((await api.get("/healthz")).status).toBe(200);
    expect((await api.get("/readyz")).status).toBe(200);
    expect((await api.get("/metrics")).text).toContain("assay_stage_duration_seconds_bucket");
  });
});
