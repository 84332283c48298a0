import type { RefusedItem } from "#contracts";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { BatchRepository } from "../batches/batch.repository.js";
import { Database } from "../db/database.js";
import { EventLogRepository } from "../log/event-log.repository.js";
import { loadMarketStates } from "../market/market-state.reader.js";
import { migrate } from "../db/migrate.js";
import { commitValues, type ChunkOutcome } from "./valuation-writer.js";
import { ValuationRepository } from "./valuation.repository.js";
import { outcome, result } from "../test/given.js";

// Real: Postgres, a database of this spec's own.
let url: string;
let database: Database;
let batches: BatchRepository;
let valuations: ValuationRepository;
let log: EventLogRepository;
beforeAll(async () => {
  url = await ownDatabase();
  database = await Database.open(url);
  batches = new BatchRepository(database);
  valuations = new ValuationRepository(database);
  log = new EventLogRepository(database);
});
afterAll(() => database?.close());

const wholeLog = async () => {
  const events = [];
  for (;;) {
    const page = await log.read({
      sinceSeq: events.at(-1)?.seq ?? 0,
      types: undefined,
      domains: undefined,
      limit: 1_000,
    });
    if (page.events.length === 0) return events;
    events.push(...page.events);
  }
};
const expectGapFree = async (): Promise<void> => {
  const events = await wholeLog();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect((await log.head()).head).toBe(events.length);
};

describe("a commit of values", () => {
  it("stores the values, the newest of each domain, the batch and the events, and returns their offsets", async () => {
    const one = outcome(["alpha.one", "bravo.one"]);
    const before = (await log.head()).head;
    const committed = await commitValues(database, [one]);
    expect(committed).toMatchObject({ firstSeq: before + 1, headSeq: before + 3 });
    expect(
      (await valuations.findByBatch(one.batchId, -1, 10, false)).map(({ item }) => item),
    ).toEqual([result("alpha.one"), result("bravo.one")]);
    expect(await valuations.findLatest("alpha.one")).toEqual({
      seq: before + 1,
      result: result("alpha.one"),
    });
    expect(await batches.find(one.batchId)).toMatchObject({
      status: "completed",
      total: 2,
      done: 2,
      failed: 0,
    });
    const { events } = await log.read({
      sinceSeq: before,
      types: undefined,
      domains: undefined,
      limit: 10,
    });
    expect(events.map(({ type, eid, tp }) => ({ type, eid, tp }))).toEqual([
      { type: "valuation_update", eid: `v-${one.batchId}-0`, tp: one.traceparent },
      { type: "valuation_update", eid: `v-${one.batchId}-1`, tp: one.traceparent },
      { type: "batch_completed", eid: `b-${one.batchId}-0`, tp: one.traceparent },
    ]);
  });

  it("done twice, one after the other or at once, changes nothing and mints no event", async () => {
    const one = outcome(["twice.one"]);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => commitValues(database, [one])));
    expect(outcomes.filter((committed) => committed !== undefined)).toHaveLength(1);
    expect(await commitValues(database, [one])).toBeUndefined();
    expect(await valuations.findHistory("twice.one", undefined, 10)).toHaveLength(1);
    expect(await batches.find(one.batchId)).toMatchObject({ done: 1 });
    await expectGapFree();
  });

  it("is in commit order and without a gap, however many write at once", async () => {
    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        for (let round = 0; round < 20; round += 1) {
          const joined = Array.from({ length: 1 + ((writer + round) % 3) }, (_unused, part) =>
            outcome([`shared${round % 5}.one`, `own${writer}-${round}-${part}.one`]),
          );
          // A third of them break off: their numbers go back.
          await commitValues(
            database,
            round % 3 === 0 ? [...joined, joined[0] as ChunkOutcome] : joined,
          );
        }
      }),
    );
    await expectGapFree();
    const history = await valuations.findHistory("shared1.one", undefined, 1_000);
    expect(history.map(({ seq }) => seq)).toEqual(
      history.map(({ seq }) => seq).toSorted((a, b) => b - a),
    );
    expect((await valuations.findLatest("shared1.one"))?.seq).toBe(history[0]?.seq);
  });

  it("of jobs that are joined keeps the newest value of a domain that is in several", async () => {
    const first = outcome(["joined.one"]);
    const second = outcome([], { values: [{ idx: 0, result: result("joined.one", "77.00") }] });
    await commitValues(database, [first, second]);
    expect((await valuations.findLatest("joined.one"))?.result.value).toBe("77.00");
    const states = await loadMarketStates(database, ["joined.one", "never.one"], Date.now());
    expect(states.get("joined.one")?.previous?.value).toBe("77.00");
    expect(states.has("never.one")).toBe(false);
  });

  it("keeps rejected entries in their places, whatever is in them", async () => {
    const rejected: RefusedItem[] = [
      {
        idx: 0,
        index: 0,
        input: JSON.stringify("nul \u0000 lone \ud800"),
        code: "invalid_character",
        detail: "x",
      },
      { idx: 2, index: 5, input: "null", code: "not_a_string", detail: "y" },
    ];
    const one = outcome([], {
      values: [{ idx: 1, result: result("between.one") }],
      refused: rejected,
    });
    await commitValues(database, [one]);
    expect(
      (await valuations.findByBatch(one.batchId, -1, 10, false)).map(({ item }) => item),
    ).toMatchObject([
      { index: 0, input: "nul \u0000 lone \ud800", error: { code: "invalid_character" } },
      { domain: "between.one" },
      { index: 5, input: null, error: { code: "not_a_string" } },
    ]);
    expect(await batches.find(one.batchId)).toMatchObject({ total: 3, done: 1, failed: 2 });
  });
});

describe("a stored batch", () => {
  const chunks = (prefix: string) => [
    [
      { idx: 0, domain: `${prefix}0.one` },
      { idx: 1, domain: `${prefix}1.one` },
    ],
    [{ idx: 2, domain: `${prefix}2.one` }],
  ];
  const store = async (prefix: string): Promise<string> => {
    const batchId = randomUUID();
    await batches.store({
      batchId,
      ensemble: true,
      createdAt: new Date().toISOString(),
      traceparent: undefined,
      chunks: chunks(prefix),
      refused: [],
    });
    return batchId;
  };
  const finish = (batchId: string, prefix: string, chunk: number) =>
    commitValues(database, [
      outcome([], {
        batchId,
        chunk,
        values: (chunks(prefix)[chunk] ?? []).map(({ idx, domain }) => ({
          idx,
          result: result(domain),
        })),
      }),
    ]);

  it("goes from queued through running to completed; its pages end before the first open chunk", async () => {
    const batchId = await store("pages");
    expect(await batches.find(batchId)).toMatchObject({ status: "queued", total: 3, done: 0 });
    await finish(batchId, "pages", 1);
    expect(await batches.find(batchId)).toMatchObject({ status: "running", done: 1 });
    expect(await valuations.findByBatch(batchId, -1, 10, true)).toEqual([]);
    await finish(batchId, "pages", 0);
    expect(await batches.find(batchId)).toMatchObject({ status: "completed", done: 3 });
    expect((await valuations.findByBatch(batchId, -1, 10, false)).map(({ idx }) => idx)).toEqual([
      0, 1, 2,
    ]);
    expect((await valuations.findByBatch(batchId, 0, 1, false)).map(({ idx }) => idx)).toEqual([1]);
    const { events } = await log.read({
      sinceSeq: 0,
      types: ["batch_progress", "batch_completed"],
      domains: undefined,
      limit: 1_000,
    });
    expect(
      events.filter(({ data }) => data["batch_id"] === batchId).map(({ type }) => type),
    ).toEqual(["batch_progress", "batch_completed"]);
  });

  it("two of its chunks in one commit", async () => {
    const batchId = await store("joint");
    const parts = chunks("joint").map((items, chunk) =>
      outcome([], {
        batchId,
        chunk,
        values: items.map(({ idx, domain }) => ({ idx, result: result(domain) })),
      }),
    );
    await commitValues(database, parts);
    expect(await batches.find(batchId)).toMatchObject({ status: "completed", done: 3 });
    await expectGapFree();
  });

  it("takes a chunk part by part: only the last part ends it, and logs that", async () => {
    const batchId = await store("parts");
    const [first = [], second = []] = chunks("parts");
    const part = (items: typeof first, chunk: number, isLast: boolean) =>
      outcome([], {
        batchId,
        chunk,
        isLast,
        values: items.map(({ idx, domain }) => ({ idx, result: result(domain) })),
      });
    const batchEvents = async () =>
      (await wholeLog())
        .filter(({ type, data }) => data["batch_id"] === batchId && type.startsWith("batch_"))
        .map(({ type, data }) => [type, data["done"]]);
    await commitValues(database, [part(first.slice(0, 1), 0, false)]);
    expect(await batches.find(batchId)).toMatchObject({ status: "running", done: 1 });
    expect(await batchEvents()).toEqual([]);
    // Parts of two batches in one commit, of which one ends a chunk.
    const other = await store("other");
    const open = { ...part([{ idx: 0, domain: "other0.one" }], 0, false), batchId: other };
    await commitValues(database, [open, part(first.slice(1), 0, true)]);
    await commitValues(database, [part(second, 1, true)]);
    expect(await batches.find(batchId)).toMatchObject({ status: "completed", done: 3 });
    expect(await batchEvents()).toEqual([
      ["batch_progress", 2],
      ["batch_completed", 3],
    ]);
    await expectGapFree();
  });

  it("that the worker had finished before it was stored is finished still, and the other way round", async () => {
    const early = outcome(["early.one"]);
    const again = {
      batchId: early.batchId,
      ensemble: true,
      createdAt: early.createdAt,
      traceparent: undefined,
      refused: [],
    };
    await commitValues(database, [early]);
    await batches.store({ ...again, chunks: [[{ idx: 0, domain: "early.one" }]] });
    expect(await batches.find(early.batchId)).toMatchObject({
      status: "completed",
      total: 1,
      done: 1,
    });

    const late = outcome(["late.one"], {
      refused: [{ idx: 1, index: 1, input: "1", code: "not_a_string", detail: "x" }],
    });
    await batches.store({
      ...again,
      batchId: late.batchId,
      chunks: [[{ idx: 0, domain: "late.one" }]],
      refused: late.refused,
    });
    await commitValues(database, [late]);
    expect(await batches.find(late.batchId)).toMatchObject({
      status: "completed",
      total: 2,
      done: 1,
      failed: 1,
    });
    expect(await batches.findOpenChunks(-1_000, 100)).not.toContainEqual(
      expect.objectContaining({ batchId: late.batchId }),
    );
  });

  it("is cancelled once; a running chunk may finish, and changes no status", async () => {
    const batchId = await store("cancel");
    expect(await batches.cancel(batchId)).toBe(true);
    expect(await batches.cancel(batchId)).toBe(false);
    await finish(batchId, "cancel", 1);
    expect(await batches.find(batchId)).toMatchObject({ status: "cancelled", done: 1 });
    expect(
      (await batches.findOpenChunks(-1_000, 100)).filter((open) => open.batchId === batchId),
    ).toEqual([]);
    await expectGapFree();
  });

  it("waits in open chunks until it is done", async () => {
    const batchId = await store("open");
    const open = await batches.findOpenChunks(-1_000, 100);
    expect(open.filter((chunk) => chunk.batchId === batchId).map(({ chunk }) => chunk)).toEqual([
      0, 1,
    ]);
    expect(await batches.findChunk(batchId, 1)).toMatchObject({
      status: "queued",
      isDone: false,
      items: [{ idx: 2, domain: "open2.one" }],
    });
    expect(await batches.findChunk(batchId, 2)).toBeUndefined();
    expect(await batches.findOpenChunks(60_000, 100)).toEqual([]);
  });
});

it("an idempotency key belongs to the first request that used it, also when many use it at once", async () => {
  const claims = await Promise.all(
    Array.from({ length: 8 }, () => batches.claimKey("key", "print", randomUUID())),
  );
  expect(new Set(claims.map(({ batchId }) => batchId)).size).toBe(1);
  expect(claims.every(({ isSameRequest }) => isSameRequest)).toBe(true);
  expect(await batches.claimKey("key", "another", randomUUID())).toMatchObject({
    batchId: claims[0]?.batchId,
    isSameRequest: false,
  });
});

it("the log is read by type, by domain, and to its end", async () => {
  const { events } = await log.read({
    sinceSeq: 0,
    types: ["valuation_update"],
    domains: ["alpha.one"],
    limit: 10,
  });
  expect(events).toMatchObject([
    { type: "valuation_update", data: { domain: "alpha.one", value: "10.00" } },
  ]);
  const page = await log.read({ sinceSeq: 0, types: undefined, domains: undefined, limit: 2 });
  expect(page).toMatchObject({ oldest: 1, next_since_seq: 2 });
  const { head } = await log.head();
  expect(
    await log.read({ sinceSeq: head, types: undefined, domains: undefined, limit: 2 }),
  ).toMatchObject({ events: [], next_since_seq: head });
});

it("migrations may be run by several at once, and again", async () => {
  expect(await Promise.all([migrate(url), migrate(url), migrate(url)])).toEqual([[], [], []]);
});
