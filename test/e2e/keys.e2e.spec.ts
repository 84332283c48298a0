import { hashKey } from "#keys";
import { OPERATIONS_TABLE } from "#openapi";
import type { CaptureView, MarketReceipt, MarketView, Problem } from "#contracts";
import { freePort, startApp, waitFor, type RunningApp, type Stack } from "#stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { startOtlpSink, tracedBy, type OtlpSink } from "../support/otlp-sink.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: the apps with keys, called from outside; two gateways that share a limit.
const KEYS = {
  desk: ["value+read"],
  rival: ["value+read"],
  feed: ["market"],
  venue: ["market"],
  boss: ["value+read+market+admin"],
  slow: ["read", 20],
  seldom: ["read", 1_000, 10],
} as const;
const secretOf = (name: string): string => `assay_secret-of-${name}`;
const API_KEYS = Object.entries(KEYS)
  .map(([name, [scopes, ...limits]]) =>
    [name, scopes, hashKey(secretOf(name)).toString("hex"), ...limits].join(":"),
  )
  .join(",");
const bearer = (name: string) => ({ authorization: `Bearer ${secretOf(name)}` });

describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  let second: RunningApp;
  let sink: OtlpSink;
  beforeAll(async () => {
    sink = await startOtlpSink();
    stack = await startSharedStack(backend, { API_KEYS, LOG_LEVEL: "trace", ...tracedBy(sink) });
    api = new Api(stack.gatewayUrl);
    second = await startApp({
      app: "gateway",
      env: { ...stack.env, GATEWAY_PORT: String(await freePort()) },
    });
  });
  afterAll(async () => {
    await second?.stop();
    await stack?.close();
    await sink?.close();
  });

  it("every call but those that are open to all needs a key, and says so", async () => {
    for (const { method, path, scope } of OPERATIONS_TABLE) {
      const url = path.replaceAll(/\{\w+\}/g, "x");
      const answer = await api.call<Problem>(method.toUpperCase(), url);
      if (scope === undefined) expect([200, 503], path).toContain(answer.status);
      else {
        expect(answer.status, path).toBe(401);
        expect(answer.headers.get("www-authenticate")).toBe("Bearer");
        expect(answer.body.type).toBe("urn:assay:problem:unauthorized");
      }
    }
  });

  it("a key with the scope is admitted, and one without it gets the name of the scope", async () => {
    expect((await api.submit(["alpha.one"], bearer("desk"))).status).toBe(200);
    const rejected = await api.submit<Problem>(["alpha.one"], bearer("feed"));
    expect(rejected.status).toBe(403);
    expect(rejected.body.detail).toContain("needs the scope value; the key feed has market");
    expect((await api.get("/api/v1/events", bearer("desk"))).status).toBe(200);
    expect((await api.get("/api/v1/events", { authorization: "Bearer x" })).status).toBe(401);
    expect((await api.get("/api/v1/events", { authorization: "Basic eDp5" })).status).toBe(401);
    const head = await fetch(`${stack.gatewayUrl}/api/v1/events`, { method: "HEAD" });
    expect(head.status).toBe(401);
    expect((await api.get("/api/v1/nowhere")).status).toBe(404);
  });

  it("an Idempotency-Key is its API key's own", async () => {
    const ask = async (name: string): Promise<string> =>
      (await api.submit(["alpha.one"], { ...bearer(name), "idempotency-key": "order-1" })).body
        .batch_id;
    const [ours, again, theirs] = [await ask("desk"), await ask("desk"), await ask("boss")];
    expect(again).toBe(ours);
    expect(theirs).not.toBe(ours);
  });

  it("what a key creates is its own: others find nothing, an administrator finds all", async () => {
    const own = [
      (await api.submit(["alpha.one"], bearer("desk"))).body.batch_id,
      (await api.submit(["alpha.one"], { ...bearer("desk"), prefer: "respond-async" })).body
        .batch_id,
    ].map((id) => `/api/v1/valuation/batches/${id}`);
    const create = (path: string, body: unknown, name: string) =>
      api.call<Record<string, string>>("POST", path, {
        headers: { "content-type": "application/json", ...bearer(name) },
        body: JSON.stringify(body),
      });
    const replay = await create("/api/v1/replays", {}, "desk");
    expect(replay.status).toBe(201);
    own.push(`/api/v1/replays/${replay.body["replay_id"]}`);
    for (const path of own) {
      for (const url of path.includes("batches") ? [path, `${path}/results`] : [path]) {
        expect((await api.get(url, bearer("rival"))).status, url).toBe(404);
        for (const name of ["desk", "boss"])
          expect((await api.get(url, bearer(name))).status, url).toBe(200);
      }
      if (path.includes("replays")) {
        const client = await RawClient.open(streamUrl(stack.replayUrl));
        client.send({ t: "hello", token: secretOf("rival") });
        client.send({ t: "subscribe", id: 1, sub: "r", replay: path.split("/").at(-1) });
        expect(await client.until("error", ({ id }) => id === 1)).toMatchObject({
          message: expect.stringContaining("There is no replay with that id"),
        });
        client.close();
      }
      const foreign = await api.call("DELETE", path, { headers: bearer("rival") });
      expect(foreign.status, path).toBe(404);
    }
  });

  it("a capture is its key's own: another finds nothing, and cannot stop it", async () => {
    const started = await api.call<CaptureView>("POST", "/api/v1/captures", {
      headers: { "content-type": "application/json", ...bearer("boss") },
      body: JSON.stringify({ manifest: "of-boss" }),
    });
    expect(started.status).toBe(201);
    const path = `/api/v1/captures/${started.body.capture_id}`;
    expect((await api.get(path, bearer("desk"))).status).toBe(404);
    const foreign = await api.call<Problem>("DELETE", path, { headers: bearer("desk") });
    expect(foreign.status).toBe(403);
    expect(foreign.body.detail).toContain("needs the scope admin");
    expect((await api.get<CaptureView>(path, bearer("boss"))).body.status).toBe("recording");
    const stopped = await api.call<CaptureView>("DELETE", path, { headers: bearer("boss") });
    expect(stopped.body.status).toBe("stopped");
  });

  it("two keys that use the same ids lose nothing: each has ids of its own", async () => {
    const sell = (name: string, event: object) =>
      api.call<MarketReceipt & Problem>("POST", "/api/v1/market/events", {
        headers: { "content-type": "application/json", ...bearer(name) },
        body: JSON.stringify({ id: "1001", at: "2026-01-15T12:00:00.000123Z", ...event }),
      });
    const sale = { type: "trade", domain: "same-ids.one", price: "100" };
    expect((await sell("feed", sale)).body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await sell("boss", { ...sale, price: "300" })).body).toMatchObject({ accepted: 1 });
    expect((await sell("boss", { ...sale, price: "300.00" })).body).toMatchObject({
      duplicates: 1,
    });
    const reused = await sell("boss", { ...sale, price: "301" });
    expect(reused.status).toBe(422);
    expect(reused.body.detail).toContain("sent before with other content");
    const view = await api.get<MarketView>("/api/v1/market/same-ids.one", bearer("desk"));
    expect(view.body.last_trades).toMatchObject([
      { id: "1001", sender: "boss", price: "300", at: "2026-01-15T12:00:00.000123Z" },
      { id: "1001", sender: "feed", price: "100" },
    ]);
  });

  it("a vote is its key's, whatever name is given, and counts once", async () => {
    const post = <Body>(path: string, body: unknown, name: string): Promise<Answer<Body>> =>
      api.call<Body>("POST", `/api/v1/valuation/dispute${path}`, {
        headers: { "content-type": "application/json", ...bearer(name) },
        body: JSON.stringify(body),
      });
    const asked = { domain: "alpha.one", reason: "no" };
    const tooFew = await post<Problem>("", { ...asked, quorum: 1 }, "venue");
    expect(tooFew.status).toBe(400);
    expect(tooFew.body.errors).toMatchObject([{ pointer: "/quorum" }]);
    const opened = await post<{ dispute_id: string }>("", asked, "venue");
    const vote = `/${opened.body.dispute_id}/vote`;
    expect((await post(vote, { voter: "one" }, "feed")).status).toBe(200);
    expect((await post(vote, { voter: "two" }, "feed")).status).toBe(409);
    const opener = await post<Problem>(vote, { voter: "three" }, "venue");
    expect(opener.status).toBe(409);
    expect(opener.body.detail).toContain("opened the dispute");
    expect((await post<{ votes: number }>(vote, {}, "boss")).body.votes).toBe(2);
  });

  it("two gateways share one limit, reported in headers", async () => {
    const two = new Api(second.url);
    const first = await api.get("/api/v1/events", bearer("slow"));
    expect(first.headers.get("ratelimit-policy")).toBe('"minute";q=20;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"minute";r=\d+;t=\d+$/);
    // A minute may end in between: then the limit is reached in the next.
    const rejected = await waitFor(
      async () => {
        await api.get("/api/v1/events", bearer("slow"));
        const answer = await two.get<Problem>("/api/v1/events", bearer("slow"));
        return answer.status === 429 ? answer : undefined;
      },
      { timeoutMs: 60_000, what: "the limit", pollMs: 60 },
    );
    expect(rejected.body.type).toBe("urn:assay:problem:rate-limited");
    expect(Number(rejected.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("a burst at two gateways lets through a day's quota and no more", async () => {
    const two = new Api(second.url);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, call) =>
        (call % 2 === 0 ? api : two).get<Problem>("/api/v1/events", bearer("seldom")),
      ),
    );
    const allowed = answers.filter(({ status }) => status === 200);
    expect(allowed).toHaveLength(10);
    expect(allowed[0]?.headers.get("ratelimit-policy")).toBe(
      '"minute";q=1000;w=60, "day";q=10;w=86400',
    );
    const rejected = answers.find(({ status }) => status === 429);
    expect(rejected?.body.detail).toMatch(/may make 10 requests per day/);
  });

  it("the stream asks for a key in `hello`", async () => {
    const url = streamUrl(stack.replayUrl);
    for (const frame of [
      { t: "subscribe", id: 1, sub: "a", stream: "market" },
      { t: "hello" },
      { t: "hello", token: "wrong" },
      { t: "hello", token: secretOf("feed") },
    ]) {
      const client = await RawClient.open(url);
      client.send(frame);
      expect(await client.untilClosed()).toMatchObject({ code: 4401 });
      expect(client.of("error")[0]?.code).toBe(
        frame.token === secretOf("feed") ? "forbidden" : "unauthorized",
      );
    }
    const client = await RawClient.open(url);
    client.send({ t: "hello", token: secretOf("desk") });
    client.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now" });
    await client.until("mark", ({ phase }) => phase === "live");
    client.close();
  });

  it("a silent client is closed after ten seconds", async () => {
    const client = await RawClient.open(streamUrl(stack.replayUrl));
    expect(await client.untilClosed(15_000)).toMatchObject({ code: 4408 });
  });

  it("no log and no span of any app holds a key or what was in a body", async () => {
    const answer = await api.submit(["body-of-a-request.one"], bearer("desk"));
    expect(answer.status).toBe(200);
    const traceId = answer.headers.get("traceparent")?.split("-")[1];
    await waitFor(
      () =>
        new Set(sink.spans.filter((span) => span.traceId === traceId).map(({ service }) => service))
          .size >= 2,
      { timeoutMs: 20_000, what: "the trace" },
    );
    const outputs = [
      ...[...Object.values(stack.apps), second].map(({ output }) => output),
      JSON.stringify(sink.spans, (_, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      ),
    ];
    for (const text of outputs) {
      expect(text).not.toContain("assay_secret");
      expect(text).not.toContain("body-of-a-request");
    }
  });

  it("answers of both apps keep browsers within bounds", async () => {
    for (const url of [`${stack.gatewayUrl}/docs`, `${stack.replayUrl}/asyncapi.json`]) {
      const { headers } = await fetch(url);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});
