import type { JobName, JobPayload, JobReply } from "#contracts";
import { waitFor } from "#stack";
import { Controller, type INestMicroservice } from "@nestjs/common";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { backends } from "../../../test/support/backends.js";
import { HandlerMismatchError, JobFailedError, TransportUnavailableError } from "./errors.js";
import { handlersOf } from "./job-handler.js";
import type { RequestOptions } from "./job-record.js";
import type { RequestTiming } from "./packet.js";
import type { TransportBackend } from "./technology.js";
import {
  breakConnections,
  forgetRuns,
  Handlers,
  held,
  openBackend,
  openClient,
  runs,
  startServer,
  stored,
  type TestClient,
  type TestJobs,
} from "./test/harness.js";

// Real: the queue and the bus on Redis and on Postgres, by the same suite. Here things go wrong on the way.
afterEach(forgetRuns);

const ask = <Name extends JobName<TestJobs>>(
  client: TestClient,
  name: Name,
  payload: JobPayload<TestJobs, Name>,
  options: RequestOptions<JobReply<TestJobs, Name>> = {},
): Promise<JobReply<TestJobs, Name>> =>
  client.request(name, payload, { timeoutMs: 20_000, ...options });

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

  it("does not look up one request because the replies of others are too large for the bus", async () => {
    let lookups = 0;
    const recoverWaiting = () => {
      lookups += 1;
      return Promise.resolve(stored.get("waits") as string | undefined);
    };
    const waiting = ask(client, "hold", { key: "waits" }, { recover: recoverWaiting });
    for (let index = 0; index < 30; index += 1) {
      const key = `large${index}`;
      const recover = () => Promise.resolve(stored.get(key));
      expect(await ask(client, "store", { key, size: 20_000 }, { recover })).toMatchObject({ key });
    }
    // Its own lookups, after 0.25 s, 0.5, 1 and then every 2 s, are ten only after a quarter of a minute.
    expect(lookups).toBeLessThan(10);
    held.get("waits")?.();
    expect(await waiting).toBe("released");
  });

  it("says that a request without `recover` cannot have a reply that is too large for the bus", async () => {
    const request = ask(client, "store", { key: "g", size: 20_000 });
    if (kind === "redis") await expect(request).resolves.toMatchObject({ key: "g" });
    else await expect(request).rejects.toMatchObject({ errorName: "ReplyTooLarge" });
  });

  it("reports where the time of a reply that was too large for the bus went", async () => {
    let timing: RequestTiming | undefined;
    const onTiming = (reported: RequestTiming): void => {
      timing = reported;
    };
    const recover = () => Promise.resolve(stored.get("a"));
    await ask(client, "store", { key: "a", size: 20_000 }, { recover, onTiming });
    expect(timing?.stages).toMatchObject({ load: 1.5, publish: expect.any(Number) });
    expect(timing?.replyMs).toBeGreaterThanOrEqual(0);
  });

  it("reports a failure whose message is too long for the bus", async () => {
    const failure = await ask(
      client,
      "never",
      { key: "b", message: `wrong: ${"x".repeat(20_000)}` },
      { recover: () => Promise.resolve(undefined) },
    ).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(JobFailedError);
    expect(failure).toMatchObject({ errorName: "UnrecoverableError" });
    expect((failure as Error).message).toMatch(/^wrong: x/);
  });

  it("recovers a reply that was sent while its client did not listen", async () => {
    const recover = () => Promise.resolve(stored.get("c") as string | undefined);
    const request = ask(client, "hold", { key: "c" }, { recover });
    await waitFor(() => held.has("c"), { timeoutMs: 20_000, what: "the job to be held" });
    await breakConnections(backend);
    held.get("c")?.();
    expect(await request).toBe("released");
    expect(runs.get("c")).toBe(1);
    // Recovering it may be quicker than listening again, and the next request has nothing to recover from.
    await waitFor(
      () =>
        client.ping().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 10_000, what: "the client to listen again" },
    );
    expect(await ask(client, "echo", { key: "d", text: "after" })).toMatchObject({ text: "after" });
  });
});

describe.each(backends())("a server on %s", (kind) => {
  it("gives up what it holds when its drain time is over, and another runs it once more", async () => {
    const backend = await openBackend(kind);
    const client = openClient(backend);
    const first = await startServer(backend, { drainMs: 200 });
    await first.app.listen();
    const request = ask(client, "hold", { key: "held" });
    await waitFor(() => held.has("held"), { timeoutMs: 20_000, what: "the job to be held" });
    const letGoFirst = held.get("held");
    const second = await startServer(backend);
    await second.app.listen();
    const closingMs = performance.now();
    await first.app.close();
    expect(performance.now() - closingMs).toBeLessThan(10_000);
    await waitFor(() => runs.get("held") === 2, {
      timeoutMs: 30_000,
      what: "the other server to run the job",
    });
    letGoFirst?.();
    held.get("held")?.();
    expect(await request).toBe("released");
    expect(runs.get("held")).toBe(2);
    await second.app.close();
    await client.close();
  });

  it("fails at boot when two handlers have one job", async () => {
    @Controller()
    class MoreHandlers {
      @(handlersOf<TestJobs>()("echo"))
      echoAgain(): Promise<{ text: string; lane: string }> {
        return Promise.resolve({ text: "again", lane: "none" });
      }
    }
    const { app } = await startServer(await openBackend(kind), {
      controllers: [Handlers, MoreHandlers],
    });
    const rejection = await app.listen().catch((error: unknown) => error);
    expect(rejection).toBeInstanceOf(HandlerMismatchError);
    expect((rejection as Error).message).toBe('the job "echo" has more than one handler');
  });

  it("reports its events to those who subscribed before it listened", async () => {
    const backend = await openBackend(kind);
    const client = openClient(backend);
    const { app, server } = await startServer(backend);
    const completed: unknown[] = [];
    server.on("completed", (job: unknown) => completed.push(job));
    await app.listen();
    await ask(client, "echo", { key: "e", text: "" });
    await waitFor(() => completed.length === 1, { timeoutMs: 20_000, what: "the event" });
    await client.close();
    await app.close();
  });
});

it.each(["redis", "postgres"] as const)(
  "a client rejects a request and keeps no connection when %s hangs",
  async (kind) => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
      socket.resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const client = openClient(
      kind === "redis"
        ? { kind, redisUrl: `redis://127.0.0.1:${port}` }
        : { kind, databaseUrl: `postgres://nobody@127.0.0.1:${port}/none` },
    );
    const askedMs = performance.now();
    await expect(ask(client, "hold", { key: "f" })).rejects.toBeInstanceOf(
      TransportUnavailableError,
    );
    expect(performance.now() - askedMs).toBeLessThan(15_000);
    await waitFor(() => sockets.size === 0, {
      timeoutMs: 20_000,
      what: "the connections to be given up",
    });
    await client.close();
    await new Promise((resolve) => silent.close(resolve));
  },
);
