import { hostEnvironment, PROJECT_ROOT, startChild, waitFor } from "#stack";
import type { INestMicroservice } from "@nestjs/common";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import { backends } from "../../../test/support/backends.js";
import type { BullMqServer } from "./bullmq-server.js";
import type { FormerJobPacket } from "./packet.js";
import { PostgresBus } from "./postgres-bus.js";
import { queueName } from "./queue/queue-port.js";
import { RedisBus } from "./redis-bus.js";
import { openBus, technologyOf, type TransportBackend } from "./technology.js";
import {
  forgetRuns,
  held,
  openBackend,
  openClient,
  runs,
  startServer,
  type TestClient,
} from "./test/harness.js";

/** A worker that takes jobs and never finishes them, in a process of its own. */
const DOOMED_WORKER = `
import { BullMqServer } from "#transport";
import { z } from "zod";
const server = new BullMqServer({
  backend: JSON.parse(process.argv[1]),
  catalogue: { together: { payload: z.object({ key: z.string() }), lane: "interactive" } },
  concurrency: { interactive: 4, bulk: 1 },
  drainMs: 0,
});
server.addHandler("together", ({ key }) => {
  process.stdout.write("holding " + key + "\\n");
  return new Promise(() => undefined);
});
server.listen((error) => {
  if (error !== undefined) throw error;
});`;

// Real: the queue and the bus on Redis and on Postgres. Requests that come together share a job, and nothing else.
afterEach(() => {
  vi.restoreAllMocks();
  forgetRuns();
});

describe.each(backends())("requests that come together, on %s", (kind) => {
  let backend: TransportBackend;
  let client: TestClient;
  let server: BullMqServer;
  let app: INestMicroservice;
  const completed: string[] = [];
  beforeAll(async () => {
    backend = await openBackend(kind);
    client = openClient(backend);
    ({ app, server } = await startServer(backend));
    server.on("completed", (job: { id: string }) => completed.push(job.id));
    await app.listen();
    await client.connect();
  });
  afterEach(() => void completed.splice(0));
  afterAll(async () => {
    await client?.close();
    await app?.close();
  });

  const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `k${n}`);

  it("share a job and the message of its replies, and each gets its own", async () => {
    const Bus = kind === "redis" ? RedisBus : PostgresBus;
    const published = vi.spyOn(Bus.prototype, "publish");
    const answers = await Promise.all(keys(20).map((key) => client.request("together", { key })));
    expect(answers).toEqual(keys(20).map((key) => `${key} done in 1`));
    await waitFor(() => completed.length > 0, { timeoutMs: 20_000, what: "the jobs to complete" });
    expect(completed.length).toBeLessThanOrEqual(3);
    expect(published.mock.calls.length).toBeLessThanOrEqual(3);
  });

  it("hold no more than a job may", async () => {
    await Promise.all(keys(120).map((key) => client.request("together", { key })));
    await waitFor(() => completed.length >= 3, { timeoutMs: 20_000, what: "the jobs to complete" });
    expect([...runs.values()].every((times) => times === 1)).toBe(true);
  });

  it("of which one cannot be done fail alone", async () => {
    const wrong = { key: "wrong", failures: "many" } as unknown as { key: string };
    const outcomes = await Promise.allSettled([
      ...keys(5).map((key) => client.request("together", { key })),
      client.request("together", { key: "never", failures: 9, isFinal: true }),
      client.request("together", wrong),
      ...keys(5).map((key) => client.request("together", { key: `more ${key}` })),
    ]);
    const failures = outcomes.flatMap((outcome, index) =>
      outcome.status === "rejected" ? [[index, (outcome.reason as Error).message]] : [],
    );
    expect(failures).toEqual([
      [5, "never"],
      [6, expect.stringContaining("does not fit its contract")],
    ]);
    expect(runs.has("wrong")).toBe(false);
    expect([...runs.values()].every((times) => times === 1)).toBe(true);
  });

  it("of which one has to be tried again are not tried with it", async () => {
    const answers = await Promise.all([
      ...keys(5).map((key) => client.request("together", { key })),
      client.request("together", { key: "flaky", failures: 2 }),
    ]);
    expect(answers.at(-1)).toBe("flaky done in 3");
    expect(keys(5).map((key) => runs.get(key))).toEqual([1, 1, 1, 1, 1]);
  });

  it("go on while the jobs before them are not answered", async () => {
    const slow: Promise<string>[] = [];
    for (const key of ["slow 1", "slow 2"]) {
      slow.push(client.request("together", { key, isHeld: true }));
      await waitFor(() => held.has(key), { timeoutMs: 20_000, what: `the worker to hold ${key}` });
    }
    const answers = await Promise.all(keys(5).map((key) => client.request("together", { key })));
    expect(answers).toEqual(keys(5).map((key) => `${key} done in 1`));
    for (const key of ["slow 1", "slow 2"]) held.get(key)?.();
    expect(await Promise.all(slow)).toEqual(["slow 1 done in 1", "slow 2 done in 1"]);
  });

  it("as an earlier version queued them are answered as it understands", async () => {
    const channel = `test_${randomUUID()}`;
    const bus = await openBus(backend);
    onTestFinished(() => bus.close());
    const heard: string[] = [];
    await bus.subscribe(channel, (payload) => heard.push(payload ?? ""));
    const producer = await technologyOf(backend).queue.openProducer(() => undefined);
    onTestFinished(() => producer.close());
    const packet: FormerJobPacket = {
      pattern: "old.together",
      data: { key: "former" },
      metadata: {},
      sentAtMs: Date.now(),
      reply: { channel, id: "r1" },
    };
    await producer.queue(queueName("interactive")).add("old.together", packet);
    await waitFor(() => heard.length === 1, { timeoutMs: 20_000, what: "the reply" });
    expect(JSON.parse(heard[0] ?? "")).toMatchObject({ id: "r1", response: "former done in 1" });
  });
});

it.each(backends())(
  "a worker on %s that is killed with a shared job in hand loses none of it, and none is answered twice",
  async (kind) => {
    const backend = await openBackend(kind);
    const client = openClient(backend);
    await client.connect();
    onTestFinished(() => client.close());
    const doomed = await startChild({
      name: "doomed worker",
      command: process.execPath,
      args: ["--input-type=module", "--eval", DOOMED_WORKER, JSON.stringify(backend)],
      cwd: PROJECT_ROOT,
      env: hostEnvironment(),
    });
    onTestFinished(async () => void (await doomed.kill()));
    const answers = Array.from({ length: 12 }, () => 0);
    const asked = answers.map(async (_, index) => {
      const answer = await client.request("together", { key: `k${index}` });
      answers[index] = (answers[index] ?? 0) + 1;
      return answer;
    });
    await waitFor(() => doomed.output.split("holding").length === 13, {
      timeoutMs: 20_000,
      what: `the worker to hold all of them; it wrote: ${doomed.output}`,
    });
    const { app } = await startServer(backend);
    await app.listen();
    onTestFinished(() => app.close());
    await doomed.kill();
    expect(await Promise.all(asked)).toEqual(answers.map((_, index) => `k${index} done in 1`));
    expect(answers).toEqual(answers.map(() => 1));
    expect([...runs.values()]).toEqual(answers.map(() => 1));
  },
);
