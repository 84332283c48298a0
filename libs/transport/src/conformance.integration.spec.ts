import { startPostgres, startRedis, throwAwayFolder, waitFor } from "#stack";
import type { INestMicroservice } from "@nestjs/common";
import { Queue } from "bullmq";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { backends } from "../../../test/support/backends.js";
import { HandlerMismatchError, JobFailedError, TransportUnavailableError } from "./errors.js";
import type { RequestTiming } from "./packet.js";
import { migrateTransport, openBus, type TransportBackend } from "./technology.js";
import {
  breakConnections,
  FlakyError,
  forgetRuns,
  held,
  openBackend,
  openClient,
  runs,
  startServer,
  TEST_JOBS,
  type TestClient,
} from "./test/harness.js";

// Real: the queue and the bus on Redis and on Postgres, by the same suite. Worker and client are in this process.
afterEach(forgetRuns);

describe.each(backends())("on %s", (kind) => {
  let backend: TransportBackend;
  let client: TestClient;
  let app: INestMicroservice;
  beforeAll(async () => {
    backend = await openBackend(kind);
    client = openClient(backend);
    ({ app } = await startServer(backend));
    await app.listen();
  });
  afterAll(async () => {
    await client?.close();
    await app?.close();
  });

  const ask: TestClient["request"] = (name, payload, options) =>
    client.request(name, payload, options);

  it("answers a request, in its lane, and reports where the time went", async () => {
    let timing: RequestTiming | undefined;
    const onTiming = (reported: RequestTiming): void => {
      timing = reported;
    };
    expect(await ask("echo", { key: "a", text: "é" }, { onTiming })).toEqual({
      text: "é",
      lane: "interactive",
    });
    expect(await ask("echo-bulk", { key: "a", text: "b" })).toEqual({
      text: "b",
      lane: "bulk",
    });
    expect(timing?.stages).toMatchObject({ load: 1.5, publish: expect.any(Number) });
    for (const durationMs of [timing?.enqueueMs, timing?.queueMs, timing?.replyMs])
      expect(durationMs).toBeGreaterThanOrEqual(0);
  });

  it("tries again what may succeed, and reports the failure by its class when it does not", async () => {
    expect(await ask("flaky", { key: "b", failures: 2 })).toBe("done in 3");
    const failure = await ask("flaky", { key: "c", failures: 99 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JobFailedError);
    expect(failure).toMatchObject({ errorName: "FlakyError", message: "failed 3 times" });
    expect(runs.get("c")).toBe(3);
  });

  it("does not try again what no attempt can repair", async () => {
    await expect(ask("never", { key: "d" })).rejects.toMatchObject({
      errorName: "UnrecoverableError",
    });
    expect(runs.get("d")).toBe(1);
  });

  it("runs a job once that was submitted twice", async () => {
    const jobId = randomUUID();
    const first = ask("hold", { key: "e", id: jobId });
    await waitFor(() => held.has("e"), { timeoutMs: 20_000, what: "the job to be held" });
    const adding = vi.spyOn(Queue.prototype, "add");
    const second = ask(
      "hold",
      { key: "e", id: jobId },
      { recover: () => Promise.resolve(runs.has("done") ? "recovered" : undefined) },
    );
    // A job that has ended is forgotten: the second must be there before.
    await waitFor(() => adding.mock.settledResults[0]?.type === "fulfilled", {
      timeoutMs: 20_000,
      what: "the second to be added",
    });
    adding.mockRestore();
    runs.set("done", 1);
    held.get("e")?.();
    expect(await first).toBe("released");
    expect(await second).toBe("recovered");
    expect(runs.get("e")).toBe(1);
  });

  it("recovers a reply that was lost or is too large for the bus", async () => {
    const text = "x".repeat(20_000);
    let lookups = 0;
    const recover = (): Promise<{ text: string; lane: string } | undefined> => {
      lookups += 1;
      return Promise.resolve(runs.has("f") ? { text, lane: "stored" } : undefined);
    };
    const reply = await ask("echo", { key: "f", text }, { recover });
    expect(reply.text).toBe(text);
    expect(reply.lane).toBe(kind === "redis" ? "interactive" : "stored");
    expect(kind === "redis" || lookups > 0).toBe(true);
  });

  it("ends a request with the failure of its recovery", async () => {
    const recover = (): Promise<never> =>
      Promise.reject(new FlakyError("the database is unavailable"));
    const request = ask("hold", { key: "g" }, { recover });
    await expect(request).rejects.toThrow("the database is unavailable");
    held.get("g")?.();
  });

  it("answers each client's own requests only", async () => {
    const other = openClient(backend);
    const texts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const asked = { key: "h", text: String(index) };
        return (index % 2 === 0 ? client : other).request("echo", asked);
      }),
    );
    expect(texts.map(({ text }) => text)).toEqual(
      Array.from({ length: 40 }, (_, index) => String(index)),
    );
    await other.close();
  });

  it("stores many messages at once, each a job", async () => {
    const jobs = Array.from({ length: 50 }, (_, index) => ({
      payload: { key: `bulk${index}`, text: "" },
    }));
    await client.enqueue("echo-bulk", jobs);
    await waitFor(() => jobs.every((_, index) => runs.has(`bulk${index}`)), {
      timeoutMs: 10_000,
      what: "all jobs to run",
    });
  });

  it("ten thousand requests, 16 at a time: none lost, none answered or run twice", async () => {
    const answers = new Map<number, number>();
    let next = 0;
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let index = next++; index < 10_000; index = next++) {
          const { text } = await ask("echo", {
            key: `n${index}`,
            text: String(index),
          });
          expect(text).toBe(String(index));
          answers.set(index, (answers.get(index) ?? 0) + 1);
        }
      }),
    );
    expect(answers.size).toBe(10_000);
    expect([...answers.values()].every((times) => times === 1)).toBe(true);
    expect(
      Array.from({ length: 10_000 }, (_, index) => runs.get(`n${index}`)).every(
        (times) => times === 1,
      ),
    ).toBe(true);
  }, 300_000);

  it("survives a lost connection of its bus, and notifies its listeners to read for themselves", async () => {
    const bus = await openBus(backend);
    const heard: (string | undefined)[] = [];
    const channel = `test_${randomUUID()}`;
    await bus.subscribe(channel, (payload) => heard.push(payload));
    await bus.publish({ channel: channel, payload: "before" });
    await waitFor(() => heard.includes("before"), { timeoutMs: 20_000, what: "the message" });
    await breakConnections(backend);
    await waitFor(() => heard.includes(undefined), {
      timeoutMs: 10_000,
      what: "the word that messages may be missed",
    });
    await waitFor(
      async () => {
        await bus.publish({ channel: channel, payload: "after" }).catch(() => undefined);
        return heard.includes("after");
      },
      { timeoutMs: 10_000, what: "messages again", pollMs: 100 },
    );
    await bus.close();
  });
});

describe.each(backends())("a server on %s", (kind) => {
  it("fails at boot when a job has no handler, or a handler no job", async () => {
    const backend = await openBackend(kind);
    const lacking = await startServer(backend, {
      catalogue: { ...TEST_JOBS, more: TEST_JOBS.echo },
    });
    await expect(lacking.app.listen()).rejects.toThrow('the job "more" has no handler');
    const { echo: _, ...others } = TEST_JOBS;
    const surplus = await startServer(backend, { catalogue: others });
    const rejection = await surplus.app.listen().catch((error: unknown) => error);
    expect(rejection).toBeInstanceOf(HandlerMismatchError);
    expect((rejection as Error).message).toBe(
      '"echo" has a handler and is no job of the catalogue',
    );
  });

  it("takes no job before it listens, finishes what it holds when it closes, and no more after", async () => {
    const backend = await openBackend(kind);
    const client = openClient(backend);
    const first = client.request("hold", { key: "early" });
    await waitFor(async () => (await client.waitingCount("interactive")) === 1, {
      timeoutMs: 20_000,
      what: "the job to wait",
    });
    await waitFor(async () => (await client.oldestWaitingSeconds("interactive")) > 0.2, {
      timeoutMs: 20_000,
      what: "the job to have waited a while",
    });
    expect(await client.oldestWaitingSeconds("bulk")).toBe(0);
    const { app } = await startServer(backend);
    expect(runs.has("early")).toBe(false);
    await app.listen();
    await waitFor(() => held.has("early"), { timeoutMs: 20_000, what: "the job to be held" });
    const closing = app.close();
    held.get("early")?.();
    expect(await first).toBe("released");
    await closing;
    await client.enqueue("hold", [{ payload: { key: "late" } }]);
    const lateSeconds = await client.oldestWaitingSeconds("interactive");
    await client.enqueue("hold", [{ payload: { key: "later" } }]);
    expect(await client.oldestWaitingSeconds("interactive")).toBeGreaterThanOrEqual(lateSeconds);
    expect(await client.waitingCount("interactive")).toBe(2);
    expect(runs.has("late")).toBe(false);
    await client.close();
  });
});

it.each(backends())(
  "a client says that %s is unavailable, and works again once it is back",
  async (kind) => {
    const folder = throwAwayFolder();
    const server =
      kind === "redis"
        ? await startRedis({ dir: path.join(folder, "redis") })
        : await startPostgres({ dataDir: path.join(folder, "postgres") });
    if (server === undefined) throw new Error("There is no redis-server on the PATH.");
    const backend: TransportBackend =
      kind === "redis" ? { kind, redisUrl: server.url } : { kind, databaseUrl: server.url };
    await migrateTransport(backend);
    const client = openClient(backend);
    const emit = () => client.enqueue("echo-bulk", [{ payload: { key: "away", text: "" } }]);
    await emit();
    await server.stop();
    const askedMs = performance.now();
    await expect(emit()).rejects.toBeInstanceOf(TransportUnavailableError);
    expect(performance.now() - askedMs).toBeLessThan(10_000);
    await server.start();
    await waitFor(
      () =>
        emit().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 20_000, what: "the client to work again", pollMs: 200 },
    );
    await client.close();
    await server.stop();
  },
);
