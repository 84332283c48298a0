import type {
  DisputeView,
  HistoryPage,
  MarketReceipt,
  MarketView,
  Problem,
  ServerFrameOf,
  ValuationResult,
} from "#contracts";
import { PROJECT_ROOT, waitFor, type Stack } from "#stack";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: three processes, Postgres, both queue backends, sockets.
const HOUR = 3_600_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

describe.each(backends())("the market on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterAll(() => stack?.close());

  const post = <Body = unknown>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> =>
    api.call<Body>("POST", `/api/v1${path}`, {
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const postEvents = <Body = MarketReceipt>(body: unknown): Promise<Answer<Body>> =>
    post<Body>("/market/events", body);
  const trade = (domain: string, id: string, more: object = {}) => ({
    type: "trade",
    id: `${domain} ${id}`,
    domain,
    price: "100",
    at: ago(1_000),
    ...more,
  });
  const latest = async (domain: string): Promise<ValuationResult | undefined> => {
    const answer = await api.get<ValuationResult>(`/api/v1/valuation/latest?domain=${domain}`);
    return answer.status === 200 ? answer.body : undefined;
  };
  const untilValued = (
    domain: string,
    fits: (value: ValuationResult) => boolean,
  ): Promise<ValuationResult> =>
    waitFor(
      async () => {
        const value = await latest(domain);
        return value !== undefined && fits(value) ? value : undefined;
      },
      { timeoutMs: 30_000, what: `the value of ${domain}`, pollMs: 50 },
    );
  const follow = async (domain: string): Promise<RawClient> => {
    const client = await RawClient.open(streamUrl(stack.replayUrl));
    const filter = { domains: [domain] };
    client.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now", filter });
    await client.until("mark", ({ phase }) => phase === "live");
    return client;
  };
  const typesOf = (client: RawClient): string[] => client.of("event").map(({ type }) => type);

  it("a trade is seen, then the value that it led to, in the trace of its POST", async () => {
    const client = await follow("effect.one");
    const answer = await postEvents(trade("effect.one", "1"));
    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 1, stale: 0, duplicates: 0, refused: 0, errors: [] },
    });
    const isEffect = ({ type }: ServerFrameOf<"event">): boolean => type === "valuation_update";
    const effect = await client.until("event", isEffect);
    expect(typesOf(client)).toEqual(["trade", "valuation_update"]);
    const traceId = answer.headers.get("traceparent")?.split("-")[1];
    for (const { tp } of client.of("event")) expect(tp?.split("-")[1]).toBe(traceId);
    expect(effect.data).toMatchObject({ domain: "effect.one", value: "100.00" });
    expect(await latest("effect.one")).toMatchObject({ value: "100.00" });
    // No request caused it: no batch event is logged.
    const { body } = await api.get<{ events: { type: string }[] }>(
      "/api/v1/events?types=batch_completed",
    );
    expect(body.events).toEqual([]);
    client.close();
  });

  it("a burst of trades gives few values, and the last reflects all", async () => {
    const client = await follow("burst.one");
    const burst = Array.from({ length: 50 }, (_, index) =>
      trade("burst.one", String(index), { price: String(101 + index) }),
    );
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => postEvents(burst.slice(index * 5, index * 5 + 5))),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const value = await untilValued(
      "burst.one",
      ({ factors }) => factors.market[0]?.input["trades"] === 50,
    );
    expect(value.factors.market[0]).toMatchObject({
      source: "vwap",
      value: "125.50",
      input: { trades: 50, flagged: 50, flagged_weight: "0.25" },
    });
    const { body } = await api.get<HistoryPage>("/api/v1/valuation/history?domain=burst.one");
    expect(body.items.length).toBeLessThan(10);
    const flags = (): string[] => typesOf(client).filter((type) => type === "risk_flag");
    await waitFor(() => flags().length >= 50, { timeoutMs: 30_000, what: "a flag of each trade" });
    expect(flags()).toHaveLength(50);
    client.close();
  });

  it("shows a domain's book, trades and state", async () => {
    const domain = "shown.one";
    const at = ago(HOUR);
    const listing = (id: string, price: string) => ({
      type: "listing_created",
      id: `${domain} ${id}`,
      listing_id: `${domain} ${id}`,
      domain: "SHOWN.one.",
      price,
      at,
    });
    const events = [
      trade(domain, "1", { buyer: "anna", seller: "ben" }),
      trade(domain, "2", { buyer: "cleo", seller: "anna", price: "200" }),
      listing("L1", "300"),
      listing("L2", "280"),
      { type: "offer_created", id: "shown O", offer_id: "shown O", domain, price: "90", at },
    ];
    expect((await postEvents(events)).body).toMatchObject({ accepted: 5 });
    expect((await postEvents(events)).body).toMatchObject({ accepted: 0, duplicates: 5 });
    const { body } = await api.get<MarketView>("/api/v1/market/Shown.ONE");
    expect(body).toMatchObject({
      domain,
      currency: "USD",
      book: { bids: [{ id: "shown O", price: "90" }], asks: [{ price: "280" }, { price: "300" }] },
      state: { trade_count: 2, flagged_count: 2, best_bid: "90", floor: "280", ask_count: 2 },
    });
    expect(body.last_trades.map(({ flags }) => flags)).toEqual([
      ["self_cross", "wash"],
      ["self_cross", "wash"],
    ]);
    expect((await api.get("/api/v1/market/never-reported.one")).status).toBe(404);
  });

  it("an override stands at once and until its end, then the market speaks again", async () => {
    await postEvents(trade("override.one", "1"));
    await untilValued("override.one", ({ value }) => value === "100.00");
    const body = { domain: "override.one", value: "777.00", reason: "appraised", ttl_seconds: 600 };
    expect(await post("/valuation/override", body)).toMatchObject({
      status: 200,
      body: { value: "777.00", currency: "USD" },
    });
    await untilValued("override.one", ({ chosen_source: source }) => source === "override");
    // A newer one takes its place, and ends soon.
    const short = await post("/valuation/override", { ...body, ttl_seconds: 1 });
    expect(short).toMatchObject({ status: 200 });
    await untilValued("override.one", ({ chosen_source: source }) => source !== "override");
    const past = { ...body, ttl_seconds: undefined, expires_at: ago(1_000) };
    for (const bad of [
      past,
      { ...body, value: "-1" },
      { ...body, value: "1.001" },
      { ...body, ttl_seconds: undefined },
    ])
      expect(await post("/valuation/override", bad)).toMatchObject({ status: 400 });
  });

  it("a dispute with its quorum holds the value; one vote a voter; resolved, it releases the value", async () => {
    await postEvents(trade("dispute.one", "1"));
    await untilValued("dispute.one", ({ value }) => value === "100.00");
    const asked = { domain: "dispute.one", reason: "too low", quorum: 2 };
    const opened = await post<DisputeView>("/valuation/dispute", asked);
    expect(opened).toMatchObject({ status: 201, body: { votes: 0, quorum: 2, status: "open" } });
    expect(await post("/valuation/dispute", asked)).toMatchObject({ status: 409 });
    const path = `/valuation/dispute/${opened.body.dispute_id}`;
    expect(await post(`${path}/vote`, { voter: "anna" })).toMatchObject({ body: { votes: 1 } });
    expect(await post(`${path}/vote`, { voter: "anna" })).toMatchObject({ status: 409 });
    expect(await post(`${path}/vote`, { voter: "ben" })).toMatchObject({ body: { votes: 2 } });
    await untilValued("dispute.one", ({ chosen_source: source }) => source === "dispute_hold");
    await postEvents(trade("dispute.one", "2", { price: "900" }));
    expect(await post(`${path}/resolve`, { outcome: "upheld" })).toMatchObject({
      body: { status: "resolved", outcome: "upheld" },
    });
    await untilValued("dispute.one", ({ chosen_source: source }) => source === "vwap");
    expect(await post(`${path}/vote`, { voter: "cleo" })).toMatchObject({ status: 409 });
    expect(await api.get(`/api/v1${path}`)).toMatchObject({
      body: { status: "resolved", votes: 2 },
    });
    expect(
      await post("/valuation/dispute/01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e/vote", { voter: "x" }),
    ).toMatchObject({ status: 404 });
  });

  it.each([
    ["a price of zero", { price: "0" }],
    ["a price below zero", { price: "-5" }],
    ["a price of 1e309", { price: "1e309" }],
    ["a price of 40 digits", { price: "1".repeat(40) }],
    ["a price that is a number", { price: 5 }],
    ["a time far in the past", { at: "1984-12-31T23:59:59Z" }],
    ["a time in the future", { at: new Date(Date.now() + HOUR).toISOString() }],
    ["a time without its zone", { at: "2026-01-15T12:00:00" }],
    ["no name", { domain: "not a name" }],
    ["another currency", { currency: "ETH" }],
    ["half a character", { id: "\ud800" }],
    ["a NUL", { buyer: "a\u0000" }],
    ["an unknown type", { type: "barter" }],
  ])("rejects %s, and nothing else of its array", async (what, wrong) => {
    const one = trade("bad.one", what, wrong);
    const alone = await postEvents<Problem>(one);
    expect(alone.status).toBe(400);
    expect(alone.body.errors?.length).toBeGreaterThan(0);
    const { body } = await postEvents([trade("good.one", what), one]);
    expect(body).toMatchObject({ accepted: 1, refused: 1, errors: [{ index: 1 }] });
    expect((await api.get("/api/v1/market/bad.one")).status).toBe(404);
  });

  it("a fill of a listing that is not there, or twice, is a 422", async () => {
    const fill = (id: string) => ({
      type: "listing_filled",
      id,
      listing_id: "fill L",
      at: ago(1_000),
    });
    expect(await postEvents(fill("f1"))).toMatchObject({
      status: 422,
      body: { type: "urn:assay:problem:event-refused" },
    });
    const created = {
      type: "listing_created",
      id: "fill c",
      listing_id: "fill L",
      domain: "fill.one",
      price: "100",
      at: ago(HOUR),
    };
    expect((await postEvents([created, fill("f1"), fill("f2")])).body).toMatchObject({
      accepted: 2,
      errors: [{ index: 2, id: "f2", code: "order_not_active" }],
    });
    expect((await postEvents(fill("f3"))).status).toBe(422);
  });

  it("NDJSON: what is whole is kept, what is bad is named by its line", async () => {
    const whole = Array.from({ length: 1_200 }, (_, index) =>
      JSON.stringify(trade(`line${index % 7}.one`, String(index))),
    );
    whole.splice(600, 0, "{", "x".repeat(20_000), "");
    const text = `${whole.join("\n")}\n${JSON.stringify(trade("cut.one", "1")).slice(0, 40)}`;
    const { status, body } = await api.call<MarketReceipt>("POST", "/api/v1/market/events", {
      headers: { "content-type": "application/x-ndjson" },
      body: text,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      accepted: 1_200,
      refused: 3,
      errors: [
        { line: 601, code: "not_json" },
        { line: 602, code: "line_too_long" },
        { line: 1_204, code: "not_json" },
      ],
    });
  });

  it("`npm run import` posts a file's trades, lists its bad lines, and again changes nothing", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "assay-import-"));
    const file = path.join(folder, "trades.csv");
    const row = (price: string): string => `import.one,${price},2026-01-15T12:00:00Z`;
    writeFileSync(file, `domain,price,at\n${row("100")}\n${row("0")}\n${row("300")}\n`);
    const tool = path.join(PROJECT_ROOT, "dist/tools/data/import/main.js");
    const runImport = (): Promise<string> =>
      new Promise((resolve) => {
        const args = [tool, "trades", file, "--url", stack.gatewayUrl];
        execFile(process.execPath, args, (_error, stdout, stderr) => resolve(stderr + stdout));
      });
    const said = await runImport();
    expect(said).toContain("line 3: price must be greater than zero");
    expect(said).toContain("2 trades accepted, 0 duplicates, 1 rejected.");
    expect(await runImport()).toContain("0 trades accepted, 2 duplicates, 1 rejected.");
    rmSync(folder, { recursive: true });
  });

  it("the lines before a disconnect in the middle of a line are stored", async () => {
    const url = new URL("/api/v1/market/events", stack.gatewayUrl);
    const headers = { "content-type": "application/x-ndjson" };
    const sending = request(url, { method: "POST", headers });
    sending.on("error", () => undefined);
    const text = JSON.stringify(trade("broken.one", "1"));
    await new Promise<void>((resolve, reject) => {
      sending.write(`${text}\n${text.slice(0, 20)}`, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    sending.destroy();
    await waitFor(async () => (await api.get("/api/v1/market/broken.one")).status === 200, {
      timeoutMs: 30_000,
      what: "what was posted before",
    });
  });
});
