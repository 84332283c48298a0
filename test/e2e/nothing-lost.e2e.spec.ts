import { MAX_SYNC_NAMES, type BatchView, type EventsPage } from "#contracts";
import { startStack, waitFor, type Stack } from "#stack";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, ownRedisUrl, startSharedStack } from "../support/backends.js";

// Real: three processes that are killed, Postgres, the queue.
const names = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}.one`);

/** Every name once, each with one event, and no number of the log left out. */
const expectWhole = async (api: Api, batchId: string, asked: readonly string[]): Promise<void> => {
  const results = await api.allResults(batchId);
  expect(results.map((item) => ("domain" in item ? item.domain : item))).toEqual(asked);
  const events = await api.allEvents();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const valued = events.filter(
    ({ type, data }) => type === "valuation_update" && data["batch_id"] === batchId,
  );
  expect(valued.map(({ data }) => String(data["domain"]))).toHaveLength(asked.length);
  expect(new Set(valued.map(({ data }) => data["domain"]))).toEqual(new Set(asked));
  const ended = events.filter(
    ({ type, data }) => type === "batch_completed" && data["batch_id"] === batchId,
  );
  expect(ended).toHaveLength(1);
};

describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeEach(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterEach(() => stack?.close());

  it("a worker killed in the middle of 20,000 names: each is valued once, with one event", async () => {
    const asked = names(20_000, "killed");
    const { body } = await api.submit<BatchView>(asked);
    await waitFor(async () => (await api.batch(body.batch_id)).done > 1_000, {
      timeoutMs: 30_000,
      what: "the batch to be under way",
    });
    await stack.apps["valuation-worker"].kill();
    expect((await api.batch(body.batch_id)).status).toBe("running");
    await stack.restart("valuation-worker");
    const ended = await api.untilEnded(body.batch_id);
    expect(ended).toMatchObject({ status: "completed", total: 20_000, done: 20_000, failed: 0 });
    await expectWhole(api, body.batch_id, asked);
  });

  it("a gateway killed after its 202: the batch finishes", async () => {
    const asked = names(3_000, "gone");
    const { status, body } = await api.submit<BatchView>(asked);
    expect(status).toBe(202);
    await stack.apps.gateway.kill();
    await stack.restart("gateway");
    expect(await api.untilEnded(body.batch_id)).toMatchObject({ status: "completed", done: 3_000 });
    await expectWhole(api, body.batch_id, asked);
  });

  it("SIGTERM to the worker under load: it finishes what it holds, and the next one goes on", async () => {
    const asked = names(3_000, "term");
    const { body } = await api.submit<BatchView>(asked);
    const answers: number[] = [];
    const late: string[] = [];
    const load = { isEnding: false };
    const clients = Promise.all(
      Array.from({ length: 8 }, async (_, client) => {
        for (let call = 0; !load.isEnding || call < 20; call += 1) {
          const answer = await api.submit<BatchView>([`load${client}-${call}.one`]);
          answers.push(answer.status);
          // The next worker may have needed longer than anybody may wait.
          if (answer.status === 202) late.push(answer.body.batch_id);
        }
      }),
    );
    const exit = await stack.apps["valuation-worker"].stop("SIGTERM", 20_000);
    expect(exit.code).toBe(0);
    await stack.restart("valuation-worker");
    load.isEnding = true;
    await clients;
    expect(answers.filter((status) => status !== 200 && status !== 202)).toEqual([]);
    for (const batchId of late)
      expect(await api.untilEnded(batchId)).toMatchObject({ status: "completed", done: 1 });
    await api.untilEnded(body.batch_id);
    await expectWhole(api, body.batch_id, asked);
  });

  it("SIGTERM to the gateway under load: every request that it took is answered", async () => {
    const outcomes: (number | "refused")[] = [];
    const load = Promise.all(
      Array.from({ length: 8 }, async (_, client) => {
        // As long as it is answered it asks on, on the connection that it has.
        for (let call = 0; call < 100_000; call += 1) {
          try {
            outcomes.push((await api.submit([`bye${client}-${call}.one`])).status);
          } catch {
            // The socket is closed: this one was never taken.
            outcomes.push("refused");
            return;
          }
        }
      }),
    );
    await waitFor(() => outcomes.length > 50, {
      timeoutMs: 20_000,
      what: "the load to be under way",
    });
    const exit = await stack.apps.gateway.stop("SIGTERM", 20_000);
    await load;
    expect(exit.code).toBe(0);
    expect(outcomes.filter((outcome) => outcome !== 200 && outcome !== "refused")).toEqual([]);
  });
});

describe("the database gone for ten seconds", () => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    // A Postgres of its own, to be stopped.
    stack = await startStack(
      inject("redisUrl") === undefined
        ? { backend: "postgres" }
        : { backend: "redis", redisUrl: await ownRedisUrl() },
    );
    api = new Api(stack.gatewayUrl);
  });
  afterAll(() => stack?.close());

  it("is answered with 503 and Retry-After, and recovers by itself", async () => {
    const before = await api.submit(["before.one"]);
    expect(before.status).toBe(200);
    const large = await api.submit<BatchView>(names(MAX_SYNC_NAMES * 5, "during"));
    await stack.postgres?.stop();
    const goneAtMs = Date.now();
    const statuses = new Set<number>();
    while (Date.now() - goneAtMs < 10_000) {
      const answer = await api.submit(["gone.one"]);
      statuses.add(answer.status);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      // By what comes first: the look-up that finds no database, or the failure of the job that found none.
      expect(answer.body).toMatchObject({
        type: expect.stringMatching(/:(unavailable|outcome-unknown)$/) as string,
        status: 503,
      });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual(new Set([503]));
    expect((await api.get("/readyz")).status).toBe(503);
    expect((await api.get("/healthz")).status).toBe(200);

    await stack.postgres?.start();
    await waitFor(async () => (await api.get("/readyz")).status === 200, {
      timeoutMs: 60_000,
      what: "the gateway to be ready again",
    });
    const after = await waitFor(
      async () => {
        const answer = await api.submit(["after.one"]);
        return answer.status === 200 ? answer.body : undefined;
      },
      { timeoutMs: 20_000, what: "values again", pollMs: 200 },
    );
    expect(after.results).toHaveLength(1);
    expect(await api.untilEnded(large.body.batch_id, 90_000)).toMatchObject({
      status: "completed",
      done: MAX_SYNC_NAMES * 5,
    });
    const { body } = await api.get<EventsPage>("/api/v1/events?limit=1");
    expect((await api.allEvents()).map(({ seq }) => seq)).toEqual(
      Array.from({ length: body.head }, (_, index) => index + 1),
    );
  });
});
