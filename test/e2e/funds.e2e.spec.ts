import type { FundFlow, FundHistoryPage, FundsPage, FundView, Problem } from "#contracts";
import { waitFor, type Stack } from "#stack";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: three processes, Postgres, the queue and its schedulers, sockets.
describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startSharedStack(backend, { NAV_INTERVAL: "3600", SNAPSHOT_INTERVAL: "10" });
    api = new Api(stack.gatewayUrl);
    await api.submit(["alpha.one", "bravo.one", "charlie.eth"]);
  });
  afterAll(() => stack?.close());

  const post = <Body = Problem>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> =>
    api.call<Body>("POST", `/api/v1/etfs${path}`, {
      headers: {
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const request = (symbol: string, more: object = {}) => ({
    symbol,
    positions: [
      { domain: "Alpha.ONE", weight_bps: 6_000 },
      { domain: "bravo.one", weight_bps: 4_000 },
    ],
    shares: "1000",
    management_fee_bps: 100,
    performance_fee_bps: 1_000,
    ...more,
  });
  const fund = async (symbol: string): Promise<FundView> =>
    (await api.get<FundView>(`/api/v1/etfs/${symbol}`)).body;

  it("a fund is created on valued domains, at the NAV that was asked for", async () => {
    const created = await post<FundView>("", request("CORE", { name: "Core" }));
    expect(created.status).toBe(201);
    expect(created.headers.get("location")).toBe("/api/v1/etfs/CORE");
    expect(created.body).toMatchObject({
      symbol: "CORE",
      name: "Core",
      currency: "USD",
      nav: "100000.00",
      nav_per_share: "100.000000",
      shares: "1000",
      annualised_return: { days_30: null, days_365: null },
      positions: [
        { domain: "alpha.one", weight_bps: 6_000, share_of_nav: 0.6 },
        { domain: "bravo.one", weight_bps: 4_000, share_of_nav: 0.4 },
      ],
    });
    const { body } = await api.get<FundsPage>("/api/v1/etfs?limit=1");
    expect(body.items.map(({ symbol }) => symbol)).toEqual(["CORE"]);
  });

  it("a value that is worked out again is followed by the NAV, on the stream", async () => {
    const client = await RawClient.open(streamUrl(stack.replayUrl));
    client.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now" });
    await client.until("mark", ({ phase }) => phase === "live");
    // Three times, each within less than a snapshot's interval: it is the value that the NAV follows.
    let lastSeq = 0;
    for (let round = 0; round < 3; round += 1) {
      await api.submit(["alpha.one"]);
      const after = lastSeq;
      const valued = await client.until(
        "event",
        ({ type, seq }) => type === "valuation_update" && seq > after,
      );
      const moved = await client.until(
        "event",
        ({ type, seq }) => type === "nav_update" && seq > valued.seq,
        8_000,
      );
      expect(moved.data).toMatchObject({ fund_id: "CORE", currency: "USD", units: "1000" });
      lastSeq = moved.seq;
    }
    client.close();
  });

  it("shares come and go at one NAV per share, and the same key is the same flow", async () => {
    const key = { "idempotency-key": `issue-${backend}` };
    const issued = await post<FundFlow>("/CORE/issue", { shares: "10.5" }, key);
    expect(issued).toMatchObject({ status: 200, body: { kind: "issue", shares: "10.5" } });
    const again = await post<FundFlow>("/CORE/issue", { shares: "10.5" }, key);
    expect(again.body).toEqual(issued.body);
    expect((await post("/CORE/issue", { shares: "11" }, key)).status).toBe(422);
    expect((await fund("CORE")).shares).toBe("1010.5");
    const redeemed = await post<FundFlow>("/CORE/redeem", { shares: "10.5" });
    expect(redeemed).toMatchObject({ status: 200, body: { kind: "redemption" } });
    const paid = await post<FundFlow>("/CORE/distribute", { amount: "100.00" });
    expect(paid.body).toMatchObject({ kind: "distribution", amount: "100", shares: "1000" });
    const types = (await api.allEvents()).map(({ type }) => type);
    expect(types.filter((type) => type === "etf_flow")).toHaveLength(3);
    expect(types).toContain("distribution");
  });

  it("its history grows by a point for each interval, newest first, in pages", async () => {
    const page = await waitFor(
      async () => {
        const { body } = await api.get<FundHistoryPage>("/api/v1/etfs/CORE/history?limit=2");
        return body.next_cursor === null ? undefined : body;
      },
      { timeoutMs: 30_000, what: "two points" },
    );
    const [newest, older] = page.items.map(({ at }) => Date.parse(at));
    expect(newest).toBeGreaterThan(older ?? 0);
    const next = await api.get<FundHistoryPage>(
      `/api/v1/etfs/CORE/history?limit=2&cursor=${page.next_cursor ?? ""}`,
    );
    for (const { at } of next.body.items) expect(Date.parse(at)).toBeLessThan(older ?? 0);
  });

  it("rejects impossible requests with their location, and stores nothing", async () => {
    const nine = { positions: [{ domain: "alpha.one", weight_bps: 9_999 }] };
    expect(await post("", request("BAD", nine))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/positions", detail: expect.stringContaining("9999") }] },
    });
    const doubled = ["alpha.one", "ALPHA.one."].map((domain) => ({ domain, weight_bps: 5_000 }));
    expect(await post("", request("BAD", { positions: doubled }))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "/positions/1/domain" }] },
    });
    const unknown = { positions: [{ domain: "never-valued.one", weight_bps: 10_000 }] };
    expect(await post("", request("BAD", unknown))).toMatchObject({
      status: 409,
      body: {
        detail: expect.stringContaining("never-valued.one"),
        errors: [{ pointer: "/positions/0/domain" }],
      },
    });
    const mixed = ["alpha.one", "charlie.eth"].map((domain) => ({ domain, weight_bps: 5_000 }));
    expect(await post("", request("BAD", { positions: mixed }))).toMatchObject({
      status: 409,
      body: { errors: [{ pointer: "/positions/1/domain" }] },
    });
    for (const shares of ["0", "-1", "1e309", "1".repeat(40), "0.0000001", 5])
      expect((await post("", request("BAD", { shares }))).status).toBe(400);
    expect((await post("", request("CORE"))).status).toBe(409);
    expect((await api.get("/api/v1/etfs/BAD")).status).toBe(404);
    expect((await api.get("/api/v1/etfs/bad")).status).toBe(400);
    expect((await post("/BAD/issue", { shares: "1" })).status).toBe(404);

    const before = await fund("CORE");
    expect(await post("/CORE/redeem", { shares: "1000.000001" })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("1000") },
    });
    expect((await post("/CORE/distribute", { amount: "99999999.00" })).status).toBe(409);
    expect((await fund("CORE")).shares).toBe(before.shares);
  });

  it("redeemed whole, a fund is closed and holds nothing", async () => {
    expect((await post("/CORE/redeem", { shares: "1000" })).status).toBe(200);
    expect(await fund("CORE")).toMatchObject({ nav: "0.00", shares: "0", cash: "0" });
    expect((await post("/CORE/issue", { shares: "1" })).status).toBe(409);
  });
});
