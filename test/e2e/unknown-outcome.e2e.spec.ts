import type { EventsPage, OverrideView, Problem } from "#contracts";
import { freePort, startApp, type RunningApp, type Stack } from "#stack";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";
import { openSilentProxy, type SilentProxy } from "../support/silent-proxy.js";

// Real: the apps; one gateway whose way to Postgres leads through a proxy that cuts connections.
let stack: Stack;
let proxy: SilentProxy;
let gateway: RunningApp;
let api: Api;
beforeAll(async () => {
  stack = await startSharedStack("postgres");
  const url = new URL(stack.databaseUrl);
  proxy = await openSilentProxy(Number(url.port));
  url.port = String(proxy.port);
  gateway = await startApp({
    app: "gateway",
    env: { ...stack.env, DATABASE_URL: url.href, GATEWAY_PORT: String(await freePort()) },
  });
  api = new Api(gateway.url);
});
afterAll(async () => {
  await gateway?.stop();
  await proxy?.close();
  await stack?.close();
});

const override = <Body>(domain: string, key: string): Promise<Answer<Body>> =>
  api.call<Body>("POST", "/api/v1/valuation/override", {
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ domain, value: "12.50", reason: "appraised", ttl_seconds: 600 }),
  });
const overridesOf = async (domain: string): Promise<number> => {
  const path = `/api/v1/events?types=override_set&domains=${domain}`;
  return (await api.get<EventsPage>(path)).body.events.length;
};

it("a write whose connection is lost during the commit has an unknown outcome, and is done once when it is sent again", async () => {
  const key = randomUUID();
  proxy.cutBehind("set override", "COMMIT");
  const lost = await override<Problem>("committed.one", key);
  expect(lost.status).toBe(503);
  expect(lost.body.type).toBe("urn:assay:problem:outcome-unknown");
  expect(lost.body.detail).toContain("send it again with the same Idempotency-Key");
  expect(lost.headers.get("retry-after")).toBe("2");
  const again = await override<OverrideView>("committed.one", key);
  expect(again.status).toBe(200);
  expect(again.body).toMatchObject({ domain: "committed.one", value: "12.50" });
  expect(await overridesOf("committed.one")).toBe(1);
});

it("one whose connection is lost before the commit has changed nothing, and says so", async () => {
  const key = randomUUID();
  proxy.cutBehind("set override");
  const lost = await override<Problem>("uncommitted.one", key);
  expect(lost.status).toBe(503);
  expect(lost.body.type).toBe("urn:assay:problem:unavailable");
  expect(await overridesOf("uncommitted.one")).toBe(0);
  expect((await override("uncommitted.one", key)).status).toBe(200);
  expect(await overridesOf("uncommitted.one")).toBe(1);
});
