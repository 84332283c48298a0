import type {
  CaptureView,
  DisputeView,
  FundFlow,
  OverrideView,
  Problem,
  ReplayView,
} from "#contracts";
import { hashKey } from "#keys";
import type { Stack } from "#stack";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";

// Real: the apps with two keys, called from outside. What is the same for every call that an Idempotency-Key goes with.
const secretOf = (name: string): string => `assay_secret-of-${name}`;
const API_KEYS = ["one", "two"]
  .map((name) => `${name}:value+read+market+admin:${hashKey(secretOf(name)).toString("hex")}`)
  .join(",");

let stack: Stack;
let api: Api;
beforeAll(async () => {
  stack = await startSharedStack("postgres", { API_KEYS });
  api = new Api(stack.gatewayUrl);
});
afterAll(() => stack?.close());

const post = <Body = Problem>(
  path: string,
  body: unknown,
  key: string | undefined,
  name = "one",
): Promise<Answer<Body>> =>
  api.call<Body>("POST", `/api/v1${path}`, {
    headers: {
      authorization: `Bearer ${secretOf(name)}`,
      "content-type": "application/json",
      prefer: "wait=30",
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    body: JSON.stringify(body),
  });

const openDispute = async (domain: string): Promise<string> =>
  (await post<DisputeView>("/valuation/dispute", { domain, reason: "too high" }, undefined)).body
    .dispute_id;

const override = { domain: "set.one", value: "12.50", reason: "appraised", ttl_seconds: 600 };
const fund = (symbol: string) => ({
  symbol,
  positions: [{ domain: "held.one", weight_bps: 10_000 }],
  shares: "1000",
  nav_per_share: "10.00",
});

/** A call, a body, another body, and what names the thing that it made. */
interface Case {
  readonly path: () => Promise<string>;
  readonly body: unknown;
  readonly other: unknown;
}
const CASES: Record<string, Case> = {
  override: {
    path: () => Promise.resolve("/valuation/override"),
    body: override,
    other: { ...override, value: "13.00" },
  },
  dispute: {
    path: () => Promise.resolve("/valuation/dispute"),
    body: { domain: "disputed.one", reason: "too low" },
    other: { domain: "disputed.one", reason: "too high" },
  },
  resolution: {
    path: async () => `/valuation/dispute/${await openDispute("resolved.one")}/resolve`,
    body: { outcome: "upheld" },
    other: { outcome: "rejected" },
  },
  capture: {
    path: () => Promise.resolve("/captures"),
    body: { manifest: "twice" },
    other: { manifest: "another" },
  },
  replay: {
    path: () => Promise.resolve("/replays"),
    body: { from: "start", speed: 2 },
    other: { from: "start", speed: 3 },
  },
  fund: {
    path: () => Promise.resolve("/etfs"),
    body: fund("MADE"),
    other: fund("OTHER"),
  },
};

describe.each(Object.entries(CASES))("%s", (name, { path: pathOf, body, other }) => {
  it("is made once for a key, whatever the order of its fields, and answered the same", async () => {
    await post("/valuation/batch", { domains: ["held.one"] }, undefined);
    const path = await pathOf();
    const key = `${name}-${randomUUID()}`;
    const answers = await Promise.all([1, 2, 3].map(() => post<object>(path, body, key)));
    const [first] = answers;
    expect([200, 201], first?.text).toContain(first?.status);
    const reversed = Object.fromEntries(Object.entries(body as object).toReversed());
    for (const again of [...answers, await post(path, reversed, key)]) {
      expect(again.status).toBe(first?.status);
      // A fund is shown as it is now.
      if (name !== "fund") expect(again.body).toEqual(first?.body);
    }
    expect(await post(path, other, key)).toMatchObject({
      status: 422,
      body: { type: "urn:assay:problem:idempotency-key-reused" },
    });
    // A batch is no exception, nor is a key that a batch has taken.
    expect((await post("/valuation/batch", { domains: ["held.one"] }, key)).status).toBe(422);
  });
});

it("a vote is counted once for a key, and its repetition is answered as the vote was", async () => {
  const id = await openDispute("voted.one");
  const vote = (key: string | undefined, name: string) =>
    post<DisputeView>(`/valuation/dispute/${id}/vote`, {}, key, name);
  const key = randomUUID();
  const first = await vote(key, "two");
  expect(first, first.text).toMatchObject({ status: 200, body: { votes: 1 } });
  expect((await vote(key, "two")).body).toEqual(first.body);
  expect((await vote(undefined, "two")).status).toBe(409);
});

it("a key is its API key's own", async () => {
  const key = randomUUID();
  const of = (name: string) => post<CaptureView>("/captures", { manifest: "own" }, key, name);
  const [one, two] = [await of("one"), await of("two")];
  expect(one.body.capture_id).not.toBe(two.body.capture_id);
});

describe("a flow of a fund", () => {
  it("needs a key, and says what to send", async () => {
    await post("/valuation/batch", { domains: ["held.one"] }, undefined);
    await post("/etfs", fund("FLOWS"), undefined);
    for (const [call, body] of [
      ["issue", { shares: "1" }],
      ["redeem", { shares: "1" }],
      ["distribute", { amount: "1.00" }],
    ] as const) {
      const answer = await post(`/etfs/FLOWS/${call}`, body, undefined);
      expect(answer, answer.text).toMatchObject({
        status: 400,
        body: {
          type: "urn:assay:problem:invalid-request",
          errors: [{ pointer: "Idempotency-Key" }],
        },
      });
      expect(answer.body.detail).toContain("send a unique one");
      const key = randomUUID();
      const first = await post<FundFlow>(`/etfs/FLOWS/${call}`, body, key);
      expect(first.status, first.text).toBe(200);
      expect((await post<FundFlow>(`/etfs/FLOWS/${call}`, body, key)).body).toEqual(first.body);
    }
  });
});

it("an override that has ended is answered by its key as it was set", async () => {
  const key = randomUUID();
  const body = { ...override, domain: "short.one", ttl_seconds: 1 };
  const first = await post<OverrideView>("/valuation/override", body, key);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect((await post<OverrideView>("/valuation/override", body, key)).body).toEqual(first.body);
});

it("a replay is answered by its key after it was deleted, and is not made anew", async () => {
  const key = randomUUID();
  const first = await post<ReplayView>("/replays", { from: "start" }, key);
  await api.call("DELETE", `/api/v1/replays/${first.body.replay_id}`, {
    headers: { authorization: `Bearer ${secretOf("one")}` },
  });
  const again = await post<ReplayView>("/replays", { from: "start" }, key);
  expect(again.body).toEqual(first.body);
});
