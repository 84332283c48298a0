import type { RefusedItem } from "#contracts";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { BatchRepository } from "./batch.repository.js";
import { Database } from "../db/database.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { commitValues } from "../valuations/valuation-writer.js";
import { ValuationRepository } from "../valuations/valuation.repository.js";
import { result } from "../test/given.js";

// Real: Postgres, a database of this spec's own. One batch of three chunks and two rejected entries, in every state.
let database: Database;
let batches: BatchRepository;
let valuations: ValuationRepository;
let log: EventLogRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  batches = new BatchRepository(database);
  valuations = new ValuationRepository(database);
  log = new EventLogRepository(database);
});
afterAll(() => database?.close());

const CHUNKS = [
  [
    { idx: 0, domain: "life0.one" },
    { idx: 2, domain: "life2.one" },
  ],
  [{ idx: 3, domain: "life3.one" }],
  [{ idx: 5, domain: "life5.one" }],
];
const REJECTED: RefusedItem[] = [
  {
    idx: 1,
    index: 1,
    input: JSON.stringify("nul\u0000lone\ud800"),
    code: "invalid_character",
    detail: "x",
  },
  { idx: 4, index: 7, input: '{"a":[1]}', code: "not_a_string", detail: "y" },
];
const store = async (): Promise<string> => {
  const batchId = randomUUID();
  await batches.store({
    batchId,
    ensemble: false,
    createdAt: new Date().toISOString(),
    traceparent: undefined,
    chunks: CHUNKS,
    refused: REJECTED,
  });
  return batchId;
};
const finish = (batchId: string, chunk: number) =>
  commitValues(database, [
    {
      batchId,
      chunk,
      isLast: true,
      ensemble: false,
      traceparent: undefined,
      createdAt: new Date().toISOString(),
      startedAt: new Date().toISOString(),
      values: (CHUNKS[chunk] ?? []).map(({ idx, domain }) => ({ idx, result: result(domain) })),
      refused: [],
    },
  ]);
const places = async (batchId: string, afterIdx = -1, limit = 10) =>
  (await valuations.findByBatch(batchId, afterIdx, limit, true)).map(({ idx }) => idx);

it("reports its progress, and when it began and ended", async () => {
  const batchId = await store();
  expect(await batches.find(batchId)).toMatchObject({
    status: "queued",
    total: 6,
    done: 0,
    failed: 2,
    ensemble: false,
    started_at: null,
    completed_at: null,
    duration_ms: null,
  });
  await finish(batchId, 2);
  const running = await batches.find(batchId);
  expect(running).toMatchObject({ status: "running", done: 1, failed: 2, completed_at: null });
  expect(running?.started_at).not.toBeNull();
  await finish(batchId, 0);
  await finish(batchId, 1);
  const completed = await batches.find(batchId);
  expect(completed).toMatchObject({ status: "completed", total: 6, done: 4, failed: 2 });
  // When work began is set by the first chunk; a later one does not move it.
  expect(completed?.started_at).toBe(running?.started_at);
  expect(completed?.duration_ms).toBeGreaterThanOrEqual(0);
});

it("shows, while it runs, only what can no longer change before it", async () => {
  const batchId = await store();
  await finish(batchId, 2);
  // The first chunk is open: neither later values nor rejected entries behind its first name are shown.
  expect(await places(batchId)).toEqual([]);
  await finish(batchId, 0);
  expect(await places(batchId)).toEqual([0, 1, 2]);
  expect(await places(batchId, 1)).toEqual([2]);
  await finish(batchId, 1);
  expect(await places(batchId)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await places(batchId, -1, 4)).toEqual([0, 1, 2, 3]);
  expect(await places(batchId, 3, 4)).toEqual([4, 5]);
  const items = (await valuations.findByBatch(batchId, -1, 10, true)).map(({ item }) => item);
  expect(items[1]).toEqual({
    input: "nul\u0000lone\ud800",
    index: 1,
    error: { code: "invalid_character", detail: "x" },
  });
  expect(items[4]).toMatchObject({ input: { a: [1] }, index: 7 });
});

it("that runs is cancelled: results stay, open chunks are dropped, with one event", async () => {
  const batchId = await store();
  await finish(batchId, 0);
  expect(await batches.cancel(batchId)).toBe(true);
  const cancelled = await batches.find(batchId);
  expect(cancelled).toMatchObject({ status: "cancelled", done: 2, failed: 2 });
  expect(cancelled?.completed_at).not.toBeNull();
  expect(await batches.findChunk(batchId, 1)).toMatchObject({ status: "cancelled", isDone: true });
  expect((await valuations.findByBatch(batchId, -1, 10, false)).map(({ idx }) => idx)).toEqual([
    0, 1, 2, 4,
  ]);
  const { events } = await log.read({
    sinceSeq: 0,
    types: ["batch_completed"],
    domains: undefined,
    limit: 1_000,
  });
  expect(events.filter(({ data }) => data["batch_id"] === batchId)).toMatchObject([
    { eid: `b-${batchId}-cancelled`, data: { status: "cancelled", done: 2 } },
  ]);
});

it("that has ended, or does not exist, is not cancelled, and logs no event", async () => {
  const batchId = await store();
  for (const chunk of [0, 1, 2]) await finish(batchId, chunk);
  const { head } = await log.head();
  expect(await batches.cancel(batchId)).toBe(false);
  expect(await batches.cancel(randomUUID())).toBe(false);
  expect(await batches.find(batchId)).toMatchObject({ status: "completed" });
  expect((await log.head()).head).toBe(head);
});

it("of rejected entries only is completed when it is stored", async () => {
  const batchId = randomUUID();
  await batches.store({
    batchId,
    ensemble: false,
    createdAt: new Date().toISOString(),
    traceparent: undefined,
    chunks: [],
    refused: REJECTED,
  });
  expect(await batches.find(batchId)).toMatchObject({ status: "completed", total: 2, failed: 2 });
});

it("stored twice is stored once", async () => {
  const batchId = await store();
  await finish(batchId, 0);
  await batches.store({
    batchId,
    ensemble: true,
    createdAt: new Date().toISOString(),
    traceparent: undefined,
    chunks: [[{ idx: 0, domain: "other.one" }]],
    refused: [],
  });
  expect(await batches.find(batchId)).toMatchObject({ status: "running", total: 6, done: 2 });
});

it("a domain's history is paged from the newest back, and its newest value is the latest", async () => {
  for (const value of ["1.00", "2.00", "3.00", "4.00", "5.00"])
    await commitValues(database, [
      {
        batchId: randomUUID(),
        chunk: 0,
        isLast: true,
        ensemble: false,
        traceparent: undefined,
        createdAt: new Date().toISOString(),
        startedAt: new Date().toISOString(),
        values: [{ idx: 0, result: result("history.one", value) }],
        refused: [],
      },
    ]);
  const seen: string[] = [];
  let beforeSeq: number | undefined;
  for (;;) {
    const page = await valuations.findHistory("history.one", beforeSeq, 2);
    if (page.length === 0) break;
    seen.push(...page.map((one) => one.result.value));
    beforeSeq = page.at(-1)?.seq;
  }
  expect(seen).toEqual(["5.00", "4.00", "3.00", "2.00", "1.00"]);
  expect((await valuations.findLatest("history.one"))?.result.value).toBe("5.00");
  expect(await valuations.findLatest("nobody.one")).toBeUndefined();
});
