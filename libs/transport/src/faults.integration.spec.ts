import {
  hostEnvironment,
  PROJECT_ROOT,
  startChild,
  startRedis,
  throwAwayFolder,
  waitFor,
} from "#stack";
import { Redis } from "ioredis";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished, vi } from "vitest";

import { backends } from "../../../test/support/backends.js";
import { TransportUnavailableError } from "./errors.js";
import { PostgresBus } from "./postgres-bus.js";
import { RedisBus } from "./redis-bus.js";
import { openBus, type TransportBackend } from "./technology.js";
import {
  breakConnections,
  forgetRuns,
  held,
  openBackend,
  openClient,
  runs,
  startServer,
  type TestClient,
} from "./test/harness.js";

/** What `recover` finds. */
const STORED = { text: "stored", lane: "none" };

/** A worker that takes a job and never finishes, in a process of its own; as it was built, for Node runs no TypeScript. */
const DOOMED_WORKER = `
import { BullMqServer } from "#transport";
import { z } from "zod";
const server = new BullMqServer({
  backend: JSON.parse(process.argv[1]),
  catalogue: { hold: { payload: z.object({ key: z.string() }), lane: "interactive" } },
  concurrency: { interactive: 1, bulk: 1 },
  drainMs: 0,
});
server.addHandler("hold", () => {
  process.stdout.write("holding\\n");
  return new Promise(() => undefined);
});
server.listen((error) => {
  if (error !== undefined) throw error;
});`;

// Real: the queue and the bus on Redis and on Postgres, and a process that is killed. What gets lost, and what does not.
afterEach(() => {
  vi.restoreAllMocks();
  forgetRuns();
});

describe.each(backends())("on %s", (kind) => {
  let backend: TransportBackend;
  let client: TestClient;
  beforeEach(async () => {
    backend = await openBackend(kind);
    client = openClient(backend);
  });
  afterEach(() => client.close());

  const ask: TestClient["request"] = (name, payload, options) =>
    client.request(name, payload, options);
  const listen = async (): Promise<void> => {
    const { app } = await startServer(backend);
    await app.listen();
    onTestFinished(() => app.close());
  };

  it("finds a result where it is stored when its reply never came", async () => {
    await listen();
    const Bus = kind === "redis" ? RedisBus : PostgresBus;
    const published = vi.spyOn(Bus.prototype, "publish").mockResolvedValueOnce();
    const recover = () => Promise.resolve(runs.has("lost") ? STORED : undefined);
    expect(await ask("echo", { key: "lost", text: "replied" }, { recover })).toBe(STORED);
    expect(published).toHaveBeenCalledTimes(1);
    expect(runs.get("lost")).toBe(1);
  });

  it("finds a result where it is stored when its reply could not be sent", async () => {
    await listen();
    const Bus = kind === "redis" ? RedisBus : PostgresBus;
    vi.spyOn(Bus.prototype, "publish").mockRejectedValueOnce(new Error("the bus is unavailable"));
    const recover = () => Promise.resolve(runs.has("unsent") ? STORED : undefined);
    expect(await ask("echo", { key: "unsent", text: "replied" }, { recover })).toBe(STORED);
    expect(runs.get("unsent")).toBe(1);
  });

  it("a job that is submitted again while it waits is one job", async () => {
    const jobId = randomUUID();
    const recover = () => Promise.resolve(runs.has("twice") ? STORED : undefined);
    const asked = Array.from({ length: 3 }, () =>
      ask("echo", { key: "twice", text: "", id: jobId }, { recover }),
    );
    await waitFor(async () => (await client.waitingCount("interactive")) > 0, {
      timeoutMs: 20_000,
      what: "the job to wait",
    });
    await client.enqueue("echo", [{ payload: { key: "twice", text: "", id: jobId } }]);
    expect(await client.waitingCount("interactive")).toBe(1);
    await listen();
    expect(await Promise.all(asked)).toHaveLength(3);
    expect(runs.get("twice")).toBe(1);
  });

  it("a job whose worker is killed runs again on another", async () => {
    const doomed = await startChild({
      name: "doomed worker",
      command: process.execPath,
      args: ["--input-type=module", "--eval", DOOMED_WORKER, JSON.stringify(backend)],
      cwd: PROJECT_ROOT,
      env: hostEnvironment(),
    });
    onTestFinished(async () => void (await doomed.kill()));
    const asked = ask("hold", { key: "orphan" });
    await waitFor(() => doomed.output.includes("holding"), {
      timeoutMs: 20_000,
      what: `the worker to hold the job; it wrote: ${doomed.output}`,
    });
    await listen();
    await doomed.kill();
    await waitFor(() => held.has("orphan"), { timeoutMs: 20_000, what: "another to hold the job" });
    held.get("orphan")?.();
    expect(await asked).toBe("released");
    expect(runs.get("orphan")).toBe(1);
  });

  it("a bus that lost its connection again and again delivers each message once", async () => {
    const bus = await openBus(backend);
    onTestFinished(() => bus.close());
    const heard: (string | undefined)[] = [];
    await bus.subscribe("flapping", (payload) => heard.push(payload));
    for (let round = 0; round < 10; round += 1) await breakConnections(backend);
    let sent = 0;
    await waitFor(
      async () => {
        await bus
          .publish({ channel: "flapping", payload: `probe ${(sent += 1)}` })
          .catch(() => undefined);
        return heard.some((payload) => payload?.startsWith("probe"));
      },
      { timeoutMs: 10_000, what: "messages again", pollMs: 100 },
    );
    await bus.publish({ channel: "flapping", payload: "last" });
    await waitFor(() => heard.includes("last"), { timeoutMs: 20_000, what: "the last message" });
    const messages = heard.filter((payload) => payload !== undefined);
    expect(new Set(messages).size).toBe(messages.length);
  });
});

it.skipIf(inject("redisUrl") === undefined)(
  "a client whose Redis hangs says so, and holds no connection more than before when it goes on",
  async () => {
    const folder = throwAwayFolder();
    const server = await startRedis({ dir: path.join(folder, "redis") });
    if (server === undefined) throw new Error("There is no redis-server on the PATH.");
    onTestFinished(async () => {
      process.kill(server.process.pid, "SIGCONT");
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const backend: TransportBackend = { kind: "redis", redisUrl: server.url };
    const client = openClient(backend);
    const emit = () => client.enqueue("echo-bulk", [{ payload: { key: "hangs", text: "" } }]);
    // It takes connections and answers nothing: the worst way to be away.
    process.kill(server.process.pid, "SIGSTOP");
    const askedMs = performance.now();
    await expect(emit()).rejects.toBeInstanceOf(TransportUnavailableError);
    await expect(emit()).rejects.toBeInstanceOf(TransportUnavailableError);
    expect(performance.now() - askedMs).toBeLessThan(10_000);
    process.kill(server.process.pid, "SIGCONT");
    await waitFor(
      () =>
        emit().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 20_000, what: "the client to work again", pollMs: 200 },
    );
    await client.close();
    await waitFor(async () => (await connections(server.url)) === 0, {
      timeoutMs: 20_000,
      what: "the connections of the attempts that were given up to be gone",
    });
  },
);

/** Connections to a Redis, besides the one that asks. */
const connections = async (redisUrl: string): Promise<number> => {
  const redis = new Redis(redisUrl);
  const list = String(await redis.call("CLIENT", "LIST"));
  await redis.quit();
  return list.split("\n").filter((line) => line !== "" && !line.includes("cmd=client")).length;
};
