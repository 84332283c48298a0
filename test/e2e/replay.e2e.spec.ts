import type { CaptureView, ManifestView, Problem, ReplayView, ServerFrameOf } from "#contracts";
import { PROJECT_ROOT, startChild, type Stack } from "#stack";
import { EventHash, StreamClient, type StreamEvent, type StreamRequest } from "#stream-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";

import { Api, type Answer } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: three processes, Postgres, sockets. Recorded streams: stored, replayed, captured.
let stack: Stack;
let api: Api;
beforeAll(async () => {
  stack = await startSharedStack("postgres");
  api = new Api(stack.gatewayUrl);
});
afterAll(() => stack?.close());

const put = <Body>(
  name: string,
  body: string,
  type = "application/x-ndjson",
): Promise<Answer<Body>> =>
  api.call<Body>("PUT", `/api/v1/manifests/${name}`, { headers: { "content-type": type }, body });
const post = <Body>(path: string, body: unknown): Promise<Answer<Body>> =>
  api.call<Body>("POST", path, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const line = (delayMs: number, offer: string): string =>
  `${JSON.stringify({
    delay_ms: delayMs,
    event: { type: "offer_cancelled", data: { offer_id: offer, domain: "a.one" } },
  })}\n`;

interface Replayed {
  readonly events: StreamEvent[];
  readonly hash: string;
  readonly ended: ServerFrameOf<"mark">;
}
const replay = async (
  request: StreamRequest,
  caps: readonly ("batch" | "ack")[] = ["batch", "ack"],
): Promise<Replayed> => {
  const client = new StreamClient({
    url: streamUrl(stack.replayUrl),
    webSocket: WebSocket,
    request,
    caps,
  });
  const hash = new EventHash();
  const events: StreamEvent[] = [];
  for await (const item of client) {
    if (item.t === "mark" && item.phase === "ended") return { events, hash: hash.hex, ended: item };
    if (item.t !== "event") continue;
    events.push(item);
    await hash.add(item);
  }
  throw new Error("It ended without a mark.");
};

describe("manifests", () => {
  it("come with Assay: `full`, 50 events over 19.6 s of nearly every kind, and `sample`, 10", async () => {
    const { body } = await api.get<{ manifests: ManifestView[] }>("/api/v1/manifests");
    expect(body.manifests).toMatchObject([
      { name: "full", events: 50, duration_ms: 19_600 },
      { name: "sample", events: 10 },
    ]);
    const { events } = await replay({ manifest: "full", speed: 0 });
    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThanOrEqual(15);
  });

  it("are the same wherever they are stored: hash, export, hash", async () => {
    const exported = await api.get<string>("/api/v1/manifests/full");
    expect(exported.headers.get("content-type")).toBe("application/x-ndjson");
    const copy = await put<ManifestView>("copy", exported.text);
    const { body } = await api.get<{ manifests: ManifestView[] }>("/api/v1/manifests");
    expect(copy.body.hash).toBe(body.manifests.find(({ name }) => name === "full")?.hash);
    expect((await api.get("/api/v1/manifests/copy")).text).toBe(exported.text);
    expect((await api.call("DELETE", "/api/v1/manifests/copy")).status).toBe(204);
    expect((await api.get("/api/v1/manifests/copy")).status).toBe(404);
    expect((await api.call("DELETE", "/api/v1/manifests/copy")).status).toBe(404);
  });

  it("are stored whole or not at all: one bad line of 50,000 is named, and what was there stays", async () => {
    await put("long", line(0, "before"));
    const lines = Array.from({ length: 50_000 }, (_, index) => line(index, `O${index}`));
    lines[40_000] = '{"delay_ms":40000,"event":{"type":"offer_cancelled","data":{"offer":"O"}}}\n';
    const { status, body } = await put<Problem>("long", lines.join(""));
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer: "line 40001" }]);
    expect(body.errors?.[0]?.detail).toContain("/event/data/offer_id");
    expect((await api.get("/api/v1/manifests/long")).text).toContain('"before"');
    lines[40_000] = line(40_000, "repaired");
    const repaired = await put<ManifestView>("long", lines.join(""));
    expect(repaired.body).toMatchObject({ events: 50_000, duration_ms: 49_999 });
    expect((await replay({ manifest: "long", speed: 0 })).hash).toBe(repaired.body.hash);
  });

  it.each([
    ["an empty one", "empty", "", 400, "empty"],
    ["one of blank lines", "blank", "\n\n", 400, "empty"],
    ["a delay that runs backwards", "back", line(5, "A") + line(4, "B"), 400, "runs backwards"],
    ["a negative delay", "negative", line(-1, "A"), 400, "delay_ms"],
    ["no JSON", "text", "hello\n", 400, "line 1 is not valid JSON"],
    [
      "an unknown type",
      "type",
      '{"delay_ms":0,"event":{"type":"gossip","data":{}}}',
      400,
      "/event/type",
    ],
    ["a name with a slash", "a%2Fb", line(0, "A"), 400, "/name"],
    [
      "a line that never ends",
      "huge",
      `{"delay_ms":0,"x":"${"x".repeat(200_000)}`,
      400,
      "longer than",
    ],
  ])("rejects %s", async (_, name, body, status, said) => {
    const answer = await put<Problem>(name, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body.detail).toContain(said);
  });

  it("rejects a path with a real slash, and JSON", async () => {
    expect((await put("a/b", line(0, "A"))).status).toBe(404);
    expect((await put("json", "{}", "application/json")).status).toBe(415);
  });
});

describe("replays", () => {
  it("give one hash at three speeds, batch sizes and with pauses; a flipped byte another", async () => {
    const { body } = await api.get<{ manifests: ManifestView[] }>("/api/v1/manifests");
    const known = body.manifests.find(({ name }) => name === "full")?.hash;
    const [fast, twenty, fifty] = await Promise.all([
      replay({ manifest: "full", speed: 0 }),
      replay({ manifest: "full", speed: 40 }, []),
      replay({ manifest: "full", speed: 100 }, ["batch"]),
    ]);
    for (const { hash, ended, events } of [fast, twenty, fifty]) {
      expect(hash).toBe(known);
      expect(ended.hash).toBe(known);
      expect(events).toHaveLength(50);
    }
    const { text } = await api.get<string>("/api/v1/manifests/full");
    const flipped = await put<ManifestView>("flipped", text.replace("1250.00", "1250.01"));
    expect((await replay({ manifest: "flipped", speed: 0 })).hash).not.toBe(known);
    expect(flipped.body.hash).not.toBe(known);
  });

  it("of a range of the log, by REST: the same events as the log, and gone when it is deleted", async () => {
    await api.submit(["ranged.one", "ranged2.one"]);
    const log = await api.allEvents();
    const { status, headers, body } = await post<ReplayView>("/api/v1/replays", {
      from: { seq: 1 },
      filter: { types: ["valuation_update"] },
    });
    expect(status).toBe(201);
    expect(await api.get(headers.get("location") ?? "")).toMatchObject({ body });
    const { events, ended } = await replay({ replay: body.replay_id });
    expect(events.map(({ eid }) => eid)).toEqual(
      log.filter(({ seq, type }) => seq > 1 && type === "valuation_update").map(({ eid }) => eid),
    );
    expect(ended).toMatchObject({ seq: body.to_seq });

    const slow = await post<ReplayView>("/api/v1/replays", { manifest: "full", speed: 0.1 });
    const client = await RawClient.open(streamUrl(stack.replayUrl));
    client.send({ ...slow.body.subscribe });
    await client.until("event");
    expect((await api.call("DELETE", `/api/v1/replays/${slow.body.replay_id}`)).status).toBe(204);
    expect(await client.until("error")).toMatchObject({ sub: "replay", code: "replay_busy" });
    client.send({ ...slow.body.subscribe, id: 2 });
    expect(await client.until("error", ({ id }) => id === 2)).toMatchObject({
      code: "bad_request",
    });
    client.close();
  });

  it("of a time: what was logged before is left out", async () => {
    await api.submit(["earlier.one"]);
    const now = new Date(Date.now() + 1).toISOString();
    await api.submit(["later.one"]);
    const { head } = (await api.get<{ head: number }>("/api/v1/events?limit=1")).body;
    const { events } = await replay({
      stream: "market",
      from: { time: now },
      to: { seq: head },
      on_end: "close",
    });
    expect(events.map(({ data }) => data["domain"])).toContain("later.one");
    expect(events.map(({ data }) => data["domain"])).not.toContain("earlier.one");
  });

  it.each([
    [{ manifest: "unknown" }, 404],
    [{ manifest: "full", speed: -1 }, 400],
    [{ manifest: "full", speed: 1e9 }, 400],
    [{ manifest: "full", from: { time: "2026-01-01T00:00:00Z" } }, 400],
    [{ manifest: "full", to: { seq: 51 } }, 400],
    [{ from: { seq: 1_000_000 } }, 400],
    [{ colour: "red" }, 400],
  ])("rejects %j", async (body, status) => {
    expect((await post("/api/v1/replays", body)).status).toBe(status);
  });
});

describe("captures", () => {
  it("record the live stream into a manifest until they are stopped, once", async () => {
    await api.submit(["unseen.one"]);
    const started = await post<CaptureView>("/api/v1/captures", { manifest: "captured" });
    expect(started).toMatchObject({ status: 201, body: { status: "recording", to_seq: null } });
    const path = started.headers.get("location") ?? "";
    const since = started.body.from_seq;
    await api.submit(["seen1.one", "seen2.one"]);
    expect((await api.get<CaptureView>(path)).body).toMatchObject({ status: "recording" });
    const stopped = await api.call<CaptureView>("DELETE", path);
    expect(stopped.body).toMatchObject({ status: "stopped", events: 3 });
    await api.submit(["after.one"]);
    expect((await api.call<CaptureView>("DELETE", path)).body).toEqual(stopped.body);
    const { events } = await replay({ manifest: "captured", speed: 0 });
    const log = (await api.allEvents()).filter(({ seq }) => seq > since).slice(0, 3);
    expect(events.map(({ eid, at, data }) => ({ eid, at, data }))).toEqual(
      log.map(({ eid, at, data }) => ({ eid, at, data })),
    );
  });

  it("rejects invalid names", async () => {
    expect((await post("/api/v1/captures", { manifest: "a/b" })).status).toBe(400);
    expect((await api.get("/api/v1/captures/not-a-uuid")).status).toBe(400);
    const unknown = "/api/v1/captures/01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e";
    expect((await api.call("DELETE", unknown)).status).toBe(404);
  });
});

describe("npm run stream", () => {
  const run = async (...args: string[]): Promise<string> => {
    const child = await startChild({
      name: "stream",
      command: process.execPath,
      args: ["dist/tools/cli/stream/main.js", "--url", streamUrl(stack.replayUrl), ...args],
      cwd: PROJECT_ROOT,
      env: { ...stack.env },
    });
    const exit = await child.exited;
    expect(exit.code, child.output).toBe(0);
    return child.output;
  };

  it("prints a replay as it comes and ends with its hash, the same each time", async () => {
    const [once, again] = [
      await run("--manifest", "full", "--speed", "100"),
      await run("--manifest", "full", "--speed", "0"),
    ];
    expect(once.trim().split("\n").at(-1)).toMatch(/^50 events, hash [0-9a-f]{64}$/);
    expect(again).toBe(once);
  });
});
