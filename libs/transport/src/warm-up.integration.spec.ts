import { context, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { Redis } from "ioredis";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { backends } from "../../../test/support/backends.js";
import type { TransportBackend } from "./technology.js";
import { openBackend, TEST_JOBS } from "./test/harness.js";
import { warmUp } from "./warm-up.js";

// Real: the queue and the bus on Redis and on Postgres, and the tracing SDK. Only the exporter keeps what it is given.
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

/** What the store holds that bears the name of a warm-up. */
const leftovers = async (backend: TransportBackend): Promise<string[]> => {
  if (backend.kind === "redis") {
    const redis = new Redis(backend.redisUrl);
    const keys = await redis.keys("*warm-up*");
    await redis.quit();
    return keys;
  }
  const client = new pg.Client(backend.databaseUrl);
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'bullmq' AND column_name = 'queue'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await client.query(
      `SELECT 1 FROM bullmq.${name} WHERE queue LIKE '%warm-up%'`,
    );
    if ((rowCount ?? 0) > 0) found.push(name);
  }
  await client.end();
  return found;
};

it.each(backends())(
  "a warm-up on %s runs the whole way, and leaves nothing behind",
  async (kind) => {
    const backend = await openBackend(kind);
    const handled = new Set<string>();
    const answers: string[] = [];
    let asked = 0;
    const startedMs = performance.now();
    await warmUp({
      backend,
      catalogue: TEST_JOBS,
      name: "together",
      handle: ({ key }) => {
        handled.add(key);
        return Promise.resolve(key);
      },
      call: async (client) => {
        answers.push(await client.request("together", { key: `k${(asked += 1)}` }));
      },
    });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(answers.length).toBeGreaterThan(10);
    expect(handled.size).toBeGreaterThan(10);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([]);
    expect(await leftovers(backend)).toEqual([]);
  },
);

it("a warm-up whose queue is unavailable says so, soon", async () => {
  const startedMs = performance.now();
  await expect(
    warmUp({
      backend: { kind: "redis", redisUrl: "redis://127.0.0.1:1" },
      catalogue: TEST_JOBS,
      name: "together",
      handle: ({ key }) => Promise.resolve(key),
      call: () => Promise.resolve(),
    }),
  ).rejects.toThrow();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
