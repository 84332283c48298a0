import type { BatchView, MarketReceipt, OverrideView, ValuationResult } from "#contracts";
import { hashKey } from "#keys";
import { waitFor, type Stack } from "#stack";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: the apps on Postgres, each with a wall clock of its own that is an hour off. Postgres has the time.
const HOUR_MS = 3_600_000;
const SECRET = "assay_secret-of-all";
const API_KEYS = `all:value+read+market+admin:${hashKey(SECRET).toString("hex")}:100000`;
const AUTH = { authorization: `Bearer ${SECRET}` };

describe.each([
  [
    "gateway ahead, worker behind",
    { gateway: HOUR_MS, "valuation-worker": -HOUR_MS, replay: HOUR_MS },
  ],
  [
    "gateway behind, worker ahead",
    { gateway: -HOUR_MS, "valuation-worker": HOUR_MS, replay: -HOUR_MS },
  ],
] as const)("%s by an hour", (_, skews) => {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-clock-"));
  const clockFile = path.join(folder, "skew");
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startSharedStack("postgres", {
      API_KEYS,
      DRILL_CLOCK_FILE: clockFile,
      NODE_OPTIONS: "--import ./dist/tools/prove/drill/jumping-clock.js",
    });
    api = new Api(stack.gatewayUrl);
    for (const [app, skewMs] of Object.entries(skews)) {
      const { pid } = stack.apps[app as keyof typeof skews];
      if (pid === undefined) throw new Error(`${app} does not run.`);
      const itsFile = `${clockFile}.${pid}`;
      writeFileSync(itsFile, String(skewMs));
      process.kill(pid, "SIGUSR2");
      const isRead = (): Promise<boolean> => Promise.resolve(!existsSync(itsFile));
      await waitFor(isRead, { timeoutMs: 20_000, what: `the clock of ${app} to be set` });
    }
  });
  afterAll(async () => {
    await stack?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = <Body>(
    call: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> =>
    api.call<Body>("POST", `/api/v1${call}`, {
      headers: { ...AUTH, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const latest = async (domain: string): Promise<ValuationResult | undefined> => {
    const call = `/api/v1/valuation/latest?domain=${domain}`;
    const { status, body } = await api.get<ValuationResult>(call, AUTH);
    return status === 200 ? body : undefined;
  };
  const untilValued = (
    domain: string,
    value: string,
    source?: ValuationResult["chosen_source"],
  ): Promise<ValuationResult> =>
    waitFor(
      async () => {
        const result = await latest(domain);
        const isIt =
          result?.value === value && (source ?? result.chosen_source) === result.chosen_source;
        return isIt ? result : undefined;
      },
      { timeoutMs: 20_000, what: `${domain} to be ${value} by ${source ?? "any source"}` },
    );
  const isoIn = (ms: number): string => new Date(Date.now() + ms).toISOString();

  it("trades of now count, and weigh as much as they should", async () => {
    const trade = { type: "trade", domain: "traded.one", price: "100", at: isoIn(-1_000) };
    await post("/market/events", { ...trade, id: randomUUID() });
    const receipt = await post<MarketReceipt>("/market/events", { ...trade, id: randomUUID() });
    expect(receipt, receipt.text).toMatchObject({ status: 200, body: { accepted: 1 } });
    // The first trade alone gives the same value, as the median of one sale.
    const { valued_at: valuedAt } = await untilValued("traded.one", "100.00", "vwap");
    expect(Math.abs(Date.parse(valuedAt) - Date.now())).toBeLessThan(60_000);
  });

  it("an override stands until its end, and no longer", async () => {
    const body = { domain: "set.one", value: "777.00", reason: "appraised", ttl_seconds: 15 };
    const set = await post<OverrideView>("/valuation/override", body);
    const endsInMs = Date.parse(set.body.expires_at) - Date.now();
    expect(endsInMs).toBeGreaterThan(0);
    expect(endsInMs).toBeLessThan(16_000);
    await untilValued("set.one", "777.00");
    const heldMs = Date.parse(set.body.expires_at) - Date.now();
    expect(heldMs, "it ended before it was seen").toBeGreaterThan(0);
    await waitFor(async () => (await latest("set.one"))?.value !== "777.00", {
      timeoutMs: 40_000,
      what: "the override to end",
    });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(set.body.expires_at));
  });

  it("a listing stands until its end, and no longer", async () => {
    const listing = {
      type: "listing_created",
      id: randomUUID(),
      listing_id: "L-1",
      domain: "listed.one",
      price: "500",
      at: isoIn(-1_000),
      expires_at: isoIn(10_000),
    };
    expect((await post<MarketReceipt>("/market/events", listing)).body.accepted).toBe(1);
    const asks = async (): Promise<unknown[]> => {
      const call = "/api/v1/market/listed.one";
      return (await api.get<{ book: { asks: unknown[] } }>(call, AUTH)).body.book.asks;
    };
    expect(await asks()).toHaveLength(1);
    await waitFor(async () => (await asks()).length === 0, {
      timeoutMs: 60_000,
      what: "the listing to expire",
    });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(listing.expires_at));
  });

  it("a limit is one, whichever process counts: its window is Postgres' minute", async () => {
    const fromMs = Date.now();
    const answer = await post("/valuation/batch", { domains: ["limited.one"] });
    const resetMs = 1_000 * Number(/t=(\d+)/.exec(answer.headers.get("ratelimit") ?? "")?.[1]);
    // The moment at which so much is left of a minute lies between question and answer, to two seconds.
    const minuteEndMs = Math.ceil((fromMs - 2_000 + resetMs) / 60_000) * 60_000;
    expect(minuteEndMs - resetMs).toBeLessThanOrEqual(Date.now() + 2_000);
  });

  it("stages add up, and none is an hour", async () => {
    const answer = await post("/valuation/batch", { domains: ["staged.one"] });
    const timing = answer.headers.get("server-timing") ?? "";
    const durations = [...timing.matchAll(/(\w+);dur=([\d.]+)/g)].map(
      ([, name = "", ms]) => [name, Number(ms)] as const,
    );
    const total = durations.find(([name]) => name === "total")?.[1] ?? 0;
    const sum = durations.filter(([name]) => name !== "total").reduce((all, [, ms]) => all + ms, 0);
    expect(total).toBeLessThan(10_000);
    expect(sum / total, timing).toBeGreaterThan(0.95);
    expect(sum / total, timing).toBeLessThan(1.05);
  });

  it("a large batch is done, and took no hour", async () => {
    const domains = Array.from({ length: 1_200 }, (__, index) => `large${index}.one`);
    const accepted = await post<BatchView>("/valuation/batch", { domains });
    expect(accepted.status).toBe(202);
    const done = await waitFor(
      async () => {
        const call = `/api/v1/valuation/batches/${accepted.body.batch_id}`;
        const { body } = await api.get<BatchView>(call, AUTH);
        return body.status === "completed" ? body : undefined;
      },
      { timeoutMs: 60_000, what: "the batch to be completed" },
    );
    expect(done.done).toBe(1_200);
    expect(done.duration_ms).toBeGreaterThanOrEqual(0);
    expect(done.duration_ms).toBeLessThan(60_000);
  });

  it("`server_time` and `st` follow the process's clock, and the stream goes on", async () => {
    const client = await RawClient.open(streamUrl(stack.replayUrl));
    client.send({ t: "hello", token: SECRET, caps: [] });
    const welcome = await client.until("welcome");
    expect(Math.abs(welcome.server_time - (Date.now() + skews.replay))).toBeLessThan(60_000);
    client.socket.close();
  });
});
