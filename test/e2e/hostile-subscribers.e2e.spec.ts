import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

import { freePort, startApp, type RunningApp, type Stack } from "#stack";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";
import { jsonFrame, maskedFrame, RawSocket, upgradeRequest } from "../support/raw-socket.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: processes, Postgres, and 500 hostile sockets of each kind. The memory of the process is bounded, and others
// are served meanwhile.
const SOCKETS = 500;
const EVENTS = 20_000;
const MB = 1_024;
/** A pod of the stream has 768 MiB. */
const MAX_MEMORY_MB = 640;
/** Finds a process that hangs, not one that is slow: it shares the cores with its hostile clients. */
const MAX_WAIT_MS = 30_000;

let stack: Stack;
let api: Api;
let withKeys: RunningApp;
let epoch: string;
const token = randomBytes(32).toString("base64url");
const memoryMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / MB;

beforeAll(async () => {
  stack = await startSharedStack("postgres");
  api = new Api(stack.gatewayUrl);
  const hash = createHash("sha256").update(token).digest("hex");
  withKeys = await startApp({
    app: "replay",
    env: {
      ...stack.env,
      REPLAY_PORT: String(await freePort()),
      API_KEYS: `desk:read:${hash}`,
    },
  });
  const line = (index: number): string =>
    `${JSON.stringify({
      delay_ms: index,
      event: {
        type: "risk_flag",
        data: { subject: `S${index}`, rule: "test", severity: "info", detail: "x".repeat(400) },
      },
    })}\n`;
  const stored = await fetch(`${stack.gatewayUrl}/api/v1/manifests/long`, {
    method: "PUT",
    headers: { "content-type": "application/x-ndjson" },
    body: Array.from({ length: EVENTS }, (_, index) => line(index)).join(""),
  });
  expect(stored.status).toBe(200);
  epoch = ((await stored.json()) as { hash: string }).hash;
});
afterAll(async () => {
  await withKeys?.stop();
  await stack?.close();
});

/** Opens so many at once as a listening queue takes, and then the next. */
const many = async <T>(open: (index: number) => Promise<T>): Promise<T[]> => {
  const opened: T[] = [];
  for (let at = 0; at < SOCKETS; at += 50)
    opened.push(
      ...(await Promise.all(Array.from({ length: 50 }, async (_, index) => open(at + index)))),
    );
  return opened;
};

/** Another caller is served: an event that is made now comes to a subscriber that comes now. */
const expectServed = async (): Promise<void> => {
  const client = await RawClient.open(streamUrl(stack.replayUrl));
  client.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now" });
  await client.until("mark", ({ phase }) => phase === "live", MAX_WAIT_MS);
  const { body } = await api.submit(["served.one"]);
  await client.until("event", ({ data }) => data["batch_id"] === body.batch_id, MAX_WAIT_MS);
  client.close();
  expect((await fetch(`${stack.replayUrl}/healthz`)).status).toBe(200);
};
const expectLevel = async (pid = stack.apps.replay.pid): Promise<void> => {
  for (let second = 0; second < 4; second += 1) {
    expect(memoryMb(pid)).toBeLessThan(MAX_MEMORY_MB);
    await expectServed();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};
const subscribe = { t: "subscribe", id: 1, sub: "a", manifest: "long" } as const;

const openStream = async (url = stack.replayUrl): Promise<RawSocket> => {
  const raw = await RawSocket.open(url);
  await raw.write(upgradeRequest());
  await raw.until("101 Switching");
  return raw;
};

it("that never read", async () => {
  for (let round = 0; round < 2; round += 1) {
    const sockets = await many(async () => {
      const raw = await openStream();
      raw.socket.pause();
      await raw.write(jsonFrame({ ...subscribe, speed: 0 }));
      return raw;
    });
    await expectLevel();
    for (const raw of sockets) raw.reset();
  }
});

it("that read no answer to what they call", async () => {
  const calls = Buffer.concat(
    Array.from({ length: 300 }, (_, id) => [
      jsonFrame({ t: "subscribe", id, sub: "a", stream: "market", from: "now" }),
      jsonFrame({ t: "unsubscribe", id, sub: "a" }),
    ]).flat(),
  );
  const sockets = await many(async () => {
    const raw = await openStream();
    raw.socket.pause();
    void raw.write(calls);
    return raw;
  });
  await expectLevel();
  for (const raw of sockets) raw.reset();
});

it("that subscribe to all that one connection may have", async () => {
  const sockets = await many(async (index) => {
    const raw = await openStream();
    const what =
      index % 2 === 0
        ? { manifest: "long", speed: 1_000 }
        : { stream: "market", from: "start", filter: { domains: [`n${index}.one`] } };
    const calls = Array.from({ length: 40 }, (_, id) =>
      jsonFrame({ t: "subscribe", id, sub: `s${id}`, ...what }),
    );
    await raw.write(Buffer.concat(calls));
    return raw;
  });
  await expectLevel();
  for (const raw of sockets) raw.reset();
});

it("that pause where each has another page", async () => {
  const sockets = await many(async (index) => {
    const raw = await openStream();
    const calls = Array.from({ length: 4 }, (_, id) => {
      const from = { seq: ((index * 4 + id) * 37) % EVENTS, epoch };
      return [
        jsonFrame({ ...subscribe, id, sub: `s${id}`, from }),
        jsonFrame({ t: "control", id: 100 + id, sub: `s${id}`, op: "pause" }),
      ];
    });
    await raw.write(Buffer.concat(calls.flat()));
    return raw;
  });
  await expectLevel();
  for (const raw of sockets) raw.reset();
});

it("that send their frames byte by byte, and never to the end", async () => {
  const frame = maskedFrame(0x81, Buffer.alloc(60_000, 0x20));
  const sockets = await many(async () => {
    const raw = await openStream();
    await raw.write(frame.subarray(0, 59_000));
    return raw;
  });
  for (let at = 59_000; at < 59_005; at += 1)
    await Promise.all(sockets.map((raw) => raw.write(frame.subarray(at, at + 1))));
  await expectLevel();
  for (const raw of sockets) raw.reset();
});

it("that end in the middle of a request", async () => {
  const sockets = await many(async (index) => {
    const raw = await RawSocket.open(stack.replayUrl);
    await raw.write(upgradeRequest().slice(0, index % 100));
    return raw;
  });
  await expectLevel();
  for (const raw of sockets) raw.reset();
});

it("that never say hello: 500 of them wait for ten seconds, and authenticated clients are served", async () => {
  const sockets = await many(() => openStream(withKeys.url));
  for (let round = 0; round < 5; round += 1) {
    const client = await RawClient.open(streamUrl(withKeys.url));
    client.send({ t: "hello", token });
    await client.until("welcome", undefined, MAX_WAIT_MS);
    client.close();
  }
  // One was made to go for each that came.
  await sockets[0]?.untilClosed();
  expect(memoryMb(withKeys.pid)).toBeLessThan(MAX_MEMORY_MB);
  await Promise.all(sockets.map((raw) => raw.untilClosed()));
});
