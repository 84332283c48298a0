import { startSharedStack } from "../support/backends.js";
import type { Stack } from "#stack";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: processes, Postgres, sockets. Whatever comes over a socket has its answer, and the server lives.
let stack: Stack;
let client: RawClient;
beforeAll(async () => {
  stack = await startSharedStack("postgres");
});
beforeEach(async () => {
  client = await RawClient.open(streamUrl(stack.replayUrl));
});
afterEach(async () => {
  client.close();
  // The server lives, and is as good as before.
  const other = await RawClient.open(streamUrl(stack.replayUrl));
  other.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now" });
  await other.until("mark", ({ phase }) => phase === "live");
  other.close();
});
afterAll(() => stack?.close());

describe("what is no frame", () => {
  it("a binary frame closes with 4400", async () => {
    client.socket.send(Buffer.from('{"t":"hello"}'), { binary: true });
    expect(await client.untilClosed()).toMatchObject({ code: 4400 });
  });

  it.each(["{", "", "hello", '"text"', "[]", "null", "17"])(
    "%j gets an error and is closed with 4400",
    async (text) => {
      client.socket.send(text);
      expect(await client.until("error")).toMatchObject({ code: "bad_request" });
      expect(await client.untilClosed()).toMatchObject({ code: 4400 });
    },
  );

  it("1 MB is more than a frame may have: 1009", async () => {
    client.socket.send(JSON.stringify({ t: "hello", client: "x".repeat(1024 * 1024) }));
    expect(await client.untilClosed()).toMatchObject({ code: 1009 });
  });

  it("another path is no stream", async () => {
    await expect(
      RawClient.open(streamUrl(stack.replayUrl).replace("/v1/stream", "/v2/stream")),
    ).rejects.toThrow();
  });
});

describe("frames that do not fit", () => {
  const market = { t: "subscribe", id: 7, sub: "a", stream: "market", from: "now" };

  it.each([
    ["an unknown type", { t: "dance", id: 7, sub: "a" }, "unknown_type"],
    ["no type", { id: 7, sub: "a" }, "unknown_type"],
    ["a type that every object has", { t: "constructor", id: 7, sub: "a" }, "unknown_type"],
    ["nothing to subscribe to", { t: "subscribe", id: 7, sub: "a" }, "bad_request"],
    ["two things at once", { ...market, manifest: "full" }, "bad_request"],
    ["an unknown manifest", { t: "subscribe", id: 7, sub: "a", manifest: "none" }, "bad_request"],
    [
      "a manifest with a slash",
      { t: "subscribe", id: 7, sub: "a", manifest: "a/b" },
      "bad_request",
    ],
    [
      "an unknown replay",
      { t: "subscribe", id: 7, sub: "a", replay: "01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e" },
      "bad_request",
    ],
    ["an unknown type of event", { ...market, filter: { types: ["gossip"] } }, "bad_request"],
    ["an empty filter of types", { ...market, filter: { types: [] } }, "bad_request"],
    ["a speed of −1", { ...market, speed: -1 }, "bad_request"],
    ["a speed of 1e9", { ...market, speed: 1e9 }, "bad_request"],
    ["a speed of NaN, which JSON writes as null", { ...market, speed: Number.NaN }, "bad_request"],
    [
      "a time of a manifest",
      { t: "subscribe", id: 7, sub: "a", manifest: "full", from: { time: "2026-01-01T00:00:00Z" } },
      "bad_request",
    ],
    ["a seq of −1", { ...market, from: { seq: -1, epoch: "x" } }, "bad_request"],
    ["a name that is too long", { ...market, sub: "a".repeat(65) }, "bad_request"],
    ["a control of nothing", { t: "control", id: 7, sub: "a", op: "pause" }, "bad_request"],
    ["an unknown control", { t: "control", id: 7, sub: "a", op: "explode" }, "bad_request"],
    ["an unsubscribe of nothing", { t: "unsubscribe", id: 7, sub: "a" }, "bad_request"],
  ])("%s is an error by its id", async (_, frame, code) => {
    client.send(frame);
    expect(await client.until("error")).toMatchObject({ id: 7, code, temporary: false });
    client.send(market);
    expect(await client.until("subscribed")).toMatchObject({ id: 7 });
  });

  it.each([-1, 1e9, "NaN", null])(
    "a control to the speed %j is an error, and changes nothing",
    async (value) => {
      client.send({ t: "subscribe", id: 1, sub: "a", manifest: "full", speed: 100 });
      client.send({ t: "control", id: 2, sub: "a", op: "speed", value });
      expect(await client.until("error")).toMatchObject({ id: 2, sub: "a", code: "bad_request" });
      expect(await client.until("mark", ({ phase }) => phase === "ended")).toMatchObject({ n: 50 });
    },
  );

  it("a duplicate sub is rejected, and the first continues", async () => {
    client.send(market);
    client.send({ ...market, id: 8 });
    expect(await client.until("error")).toMatchObject({ id: 8, sub: "a", code: "duplicate_sub" });
    await new Api(stack.gatewayUrl).submit(["goes-on.one"]);
    await client.until("event", ({ sub }) => sub === "a");
  });

  it("a 33rd subscription is rejected; ending one makes room", async () => {
    for (let i = 0; i < 33; i += 1) client.send({ ...market, id: i, sub: `s${i}` });
    expect(await client.until("error")).toMatchObject({ id: 32, sub: "s32", code: "limit" });
    client.send({ t: "unsubscribe", id: 40, sub: "s5" });
    expect(await client.until("unsubscribed")).toMatchObject({ id: 40, sub: "s5" });
    client.send({ ...market, id: 41, sub: "s32" });
    await client.until("subscribed", ({ id }) => id === 41);
    await new Api(stack.gatewayUrl).submit(["room.one"]);
    await client.until("event", ({ sub }) => sub === "s32");
    expect(client.of("event").filter(({ sub }) => sub === "s5")).toEqual([]);
  });

  it("a flood of controls is limited to 20 a second, and closed with 4429 if it continues", async () => {
    client.send({ t: "subscribe", id: 0, sub: "a", manifest: "full" });
    for (let id = 1; id <= 60; id += 1)
      client.send({ t: "control", id, sub: "a", op: id % 2 ? "pause" : "resume" });
    expect(await client.until("error")).toMatchObject({ code: "rate_limited", temporary: true });
    expect((await client.until("error")).retry_after_ms).toBeGreaterThan(0);
    expect(client.closed).toBeUndefined();
    for (let id = 61; id <= 400; id += 1) client.send({ t: "control", id, sub: "a", op: "pause" });
    expect(await client.untilClosed()).toMatchObject({ code: 4429 });
  });

  it("a flood of anything is 4429", async () => {
    for (let n = 0; n < 100_000 && client.closed === undefined; n += 1) {
      client.send({ t: "ack", sub: "a", gen: 1, n });
      if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.untilClosed()).toMatchObject({ code: 4429 });
  });
});
