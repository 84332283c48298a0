import { startPostgres, startRedis, throwAwayFolder, waitFor } from "#stack";
import type { INestMicroservice } from "@nestjs/common";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { firstValueFrom } from "rxjs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { backends } from "../../../test/support/backends.js";
import { migrateTransport, type TransportBackend } from "./backend.js";
import { BullMqClient } from "./bullmq-client.js";
import { openBus } from "./bus.js";
import { HandlerMismatchError, JobFailedError, TransportUnavailableError } from "./errors.js";
import { JobRecord } from "./job-record.js";
import type { RequestTiming } from "./packet.js";
import {
  breakConnections,
  FlakyError,
  forgetRuns,
  held,
  openBackend,
  PATTERNS,
  runs,
  startServer,
} from "./test/harness.js";

// Real: the queue and the bus on Redis and on Postgres, by the same suite. Worker and client are in this process.
afterEach(forgetRuns);

describe.each(backends())("on %s", (kind) => {
  let backend: TransportBackend;
  let client: BullMqClient;
  let app: INestMicroservice;
  beforeAll(async () => {
    backend = await openBackend(kind);
    client = new BullMqClient(backend);
    ({ app } = await startServer(backend));
    await app.listen();
  });
  afterAll(async () => {
    await client?.close();
    await app?.close();
  });

  const ask = <Reply>(
    pattern: string,
    data: object,
    more: Partial<JobRecord["options"]> = {},
  ): Promise<Reply> =>
    firstValueFrom(
      client.send<Reply>(
        pattern,
        new JobRecord(data, { lane: "interactive", jobId: randomUUID(), ...more }),
      ),
    );

  it("answers a request, in its lane, and tells where the time went", async () => {
    let timing: RequestTiming | undefined;
    const onTiming = (told: RequestTiming): void => {
      timing = told;
    };
    expect(await ask("echo", { key: "a", text: "é" }, { onTiming })).toEqual({
      text: "é",
      lane: "interactive",
    });
    expect(await ask("echo", { key: "a", text: "b" }, { lane: "bulk" })).toEqual({
      text: "b",
      lane: "bulk",
    });
    expect(timing?.stages).toMatchObject({ load: 1.5, publish: expect.any(Number) });
    for (const durationMs of [timing?.enqueueMs, timing?.queueMs, timing?.replyMs])
      expect(durationMs).toBeGreaterThanOrEqual(0);
  });

  it("tries again what may succeed, and tells the failure by its class when it does not", async () => {
    expect(await ask("flaky", { key: "b", failures: 2 })).toBe("done in 3");
    const failure = await ask("flaky", { key: "c", failures: 99 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JobFailedError);
    expect(failure).toMatchObject({ errorName: "FlakyError", message: "failed 3 times" });
    expect(runs.get("c")).toBe(3);
  });

  it("does not try again what no try will mend", async () => {
    await expect(ask("never", { key: "d" })).rejects.toMatchObject({
      errorName: "UnrecoverableError",
    });
    expect(runs.get("d")).toBe(1);
  });

  it("runs a job once that was submitted twice", async () => {
    const jobId = randomUUID();
    const first = ask("hold", { key: "e" }, { jobId });
    await waitFor(() => held.has("e"), { timeoutMs: 5_000, what: "the job to be held" });
    const second = ask(
      "hold",
      { key: "e" },
      { jobId, recover: () => Promise.resolve(runs.has("done") ? "recovered" : undefined) },
    );
    runs.set("done", 1);
    held.get("e")?.();
    expect(await first).toBe("let go");
    expect(await second).toBe("recovered");
    expect(runs.get("e")).toBe(1);
  });

  it("recovers a reply that was lost or is too large for the bus", async () => {
    const text = "x".repeat(20_000);
    let lookups = 0;
    const recover = (): Promise<unknown> => {
      lookups += 1;
      return Promise.resolve(runs.has("f") ? { text, lane: "stored" } : undefined);
    };
    const reply = await ask<{ text: string; lane: string }>(
      "echo",
      { key: "f", text },
      { recover },
    );
    expect(reply.text).toBe(text);
    expect(reply.lane).toBe(kind === "redis" ? "interactive" : "stored");
    expect(kind === "redis" || lookups > 0).toBe(true);
  });

  it("ends a request with the failure of its recovery", async () => {
    const recover = (): Promise<never> => Promise.reject(new FlakyError("the database is away"));
    const request = ask("hold", { key: "g" }, { recover });
    await expect(request).rejects.toThrow("the database is away");
    held.get("g")?.();
  });

  it("answers each client's own requests only", async () => {
    const other = new BullMqClient(backend);
    const texts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const record = new JobRecord(
          { key: "h", text: String(index) },
          { lane: "interactive", jobId: randomUUID() },
        );
        return firstValueFrom(
          (index % 2 === 0 ? client : other).send<{ text: string }>("echo", record),
        );
      }),
    );
    expect(texts.map(({ text }) => text)).toEqual(
      Array.from({ length: 40 }, (_, index) => String(index)),
    );
    await other.close();
  });

  it("stores many messages at once, each a job", async () => {
    const records = Array.from(
      { length: 50 },
      (_, index) =>
        new JobRecord({ key: `bulk${index}`, text: "" }, { lane: "bulk", jobId: randomUUID() }),
    );
    await client.emitAll("echo", records);
    await waitFor(() => records.every((_, index) => runs.has(`bulk${index}`)), {
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
          const { text } = await ask<{ text: string }>("echo", {
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

  it("survives a lost connection of its bus, and tells those who listen to look for themselves", async () => {
    const bus = await openBus(backend);
    const heard: (string | undefined)[] = [];
    const channel = `test_${randomUUID()}`;
    await bus.subscribe(channel, (payload) => heard.push(payload));
    await bus.publish(channel, "before");
    await waitFor(() => heard.includes("before"), { timeoutMs: 5_000, what: "the message" });
    await breakConnections(backend);
    await waitFor(() => heard.includes(undefined), {
      timeoutMs: 10_000,
      what: "the word that messages may be missed",
    });
    await waitFor(
      async () => {
        await bus.publish(channel, "after").catch(() => undefined);
        return heard.includes("after");
      },
      { timeoutMs: 10_000, what: "messages again", pollMs: 100 },
    );
    await bus.close();
  });
});

describe.each(backends())("a server on %s", (kind) => {
  it("fails at boot when a pattern has no handler, or a handler no pattern", async () => {
    const backend = await openBackend(kind);
    const lacking = await startServer(backend, { patterns: [...PATTERNS, "more"] });
    await expect(lacking.app.listen()).rejects.toThrow('no @MessagePattern handles "more"');
    const surplus = await startServer(backend, { patterns: PATTERNS.slice(1) });
    const refusal = await surplus.app.listen().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(HandlerMismatchError);
    expect((refusal as Error).message).toBe('"echo" is handled and no message has that pattern');
  });

  it("takes no job before it listens, finishes what it holds when it closes, and no more after", async () => {
    const backend = await openBackend(kind);
    const client = new BullMqClient(backend);
    const record = (key: string) =>
      new JobRecord({ key }, { lane: "interactive", jobId: randomUUID() });
    const first = firstValueFrom(client.send<string>("hold", record("early")));
    await waitFor(async () => (await client.waitingCount("interactive")) === 1, {
      timeoutMs: 5_000,
      what: "the job to wait",
    });
    await waitFor(async () => (await client.oldestWaitingSeconds("interactive")) > 0.2, {
      timeoutMs: 5_000,
      what: "the job to have waited a while",
    });
    expect(await client.oldestWaitingSeconds("bulk")).toBe(0);
    const { app } = await startServer(backend);
    expect(runs.has("early")).toBe(false);
    await app.listen();
    await waitFor(() => held.has("early"), { timeoutMs: 5_000, what: "the job to be held" });
    const closing = app.close();
    held.get("early")?.();
    expect(await first).toBe("let go");
    await closing;
    await client.emitAll("hold", [record("late")]);
    const lateSeconds = await client.oldestWaitingSeconds("interactive");
    await client.emitAll("hold", [record("later")]);
    expect(await client.oldestWaitingSeconds("interactive")).toBeGreaterThanOrEqual(lateSeconds);
    expect(await client.waitingCount("interactive")).toBe(2);
    expect(runs.has("late")).toBe(false);
    await client.close();
  });
});

it.each(backends())(
  "a client says that %s is away, and works again once it is back",
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
    const client = new BullMqClient(backend);
    const emit = () =>
      client.emitAll("echo", [new JobRecord({}, { lane: "bulk", jobId: randomUUID() })]);
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
