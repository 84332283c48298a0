import type { JobItem } from "#contracts";
import {
  BatchRepository,
  commitValues,
  Database,
  EventLogRepository,
  migrate,
  ValuationRepository,
} from "#storage";
import { StageClock } from "#telemetry";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { ValueNames, type NamesToValue } from "./value-names.js";
import { Valuer } from "./valuer.js";

// Real: Postgres, a database of this spec's own.
let database: Database;
let batches: BatchRepository;
let valuations: ValuationRepository;
let valuer: Valuer;
let valueNames: ValueNames;
let otherWorker: ValueNames;
beforeAll(async () => {
  const url = await ownDatabase();
  await migrate(url);
  database = await Database.open(url);
  batches = new BatchRepository(database);
  valuations = new ValuationRepository(database);
  const currencies = { base: "USD", bySuffix: new Map<string, string>() };
  valuer = new Valuer(currencies, undefined);
  valueNames = new ValueNames(database, valuations, valuer, () => undefined);
  otherWorker = new ValueNames(database, valuations, valuer, () => undefined);
});
afterAll(() => database?.close());

const NAMES = 120;
const ensemble = false;

/** A stored batch of one chunk. */
const givenChunk = async (): Promise<NamesToValue> => {
  const batchId = randomUUID();
  const createdAt = new Date().toISOString();
  const items: JobItem[] = Array.from({ length: NAMES }, (_, idx) => ({
    idx,
    domain: `${batchId.slice(0, 8)}-${idx}.one`,
  }));
  const traceparent = undefined;
  await batches.store({ batchId, ensemble, createdAt, chunks: [items], refused: [], traceparent });
  return { lane: "bulk", batchId, chunk: 0, ensemble, createdAt, items, refused: [] };
};
const clock = () => new StageClock(Date.now());
const run = (names: NamesToValue) => valueNames.run(names, clock());

/** What an earlier run stored of the chunk before it died. */
const givenEarlierRun = async (names: NamesToValue, count: number): Promise<void> => {
  const early = await givenChunk();
  const values = (await run(early)).slice(0, count).map(({ idx, result }) => ({
    idx,
    result: { ...result, domain: names.items[idx]?.domain ?? "" },
  }));
  const startedAt = names.createdAt;
  await commitValues(database, [
    { ...names, isLast: false, traceparent: undefined, startedAt, values },
  ]);
};

const expectWhole = async ({ batchId }: NamesToValue): Promise<void> => {
  expect(await batches.find(batchId)).toMatchObject({ status: "completed", done: NAMES });
  const placed = await valuations.findByBatch(batchId, -1, 1_000, false);
  expect(placed.map(({ idx }) => idx)).toEqual(Array.from({ length: NAMES }, (_, idx) => idx));
  const { events } = await new EventLogRepository(database).read({
    sinceSeq: 0,
    types: ["batch_progress", "batch_completed"],
    domains: undefined,
    limit: 1_000,
  });
  expect(events.filter(({ data }) => data["batch_id"] === batchId)).toHaveLength(1);
};

describe("a chunk", () => {
  it("whose earlier run died in the middle is finished, with what was stored left as it is", async () => {
    const names = await givenChunk();
    await givenEarlierRun(names, 30);
    const [before] = await valuations.findByBatch(names.batchId, -1, 1, false);
    await run(names);
    await expectWhole(names);
    expect((await valuations.findByBatch(names.batchId, -1, 1, false))[0]).toEqual(before);
  });

  it("that two workers value at the same time is stored once", async () => {
    const names = await givenChunk();
    const small = { ...(await givenChunk()), lane: "interactive" as const };
    // The small batch in hand makes the steps of its worker small ones; those of the other are large.
    await Promise.all([run(small), run(names), otherWorker.run(names, clock())]);
    await expectWhole(names);
    await expectWhole(small);
  });

  it("that somebody waits for is answered whole, also where a part was stored by another run", async () => {
    const names = { ...(await givenChunk()), lane: "interactive" as const };
    await givenEarlierRun(names, 30);
    const values = await run(names);
    expect(values).toHaveLength(NAMES);
    await expectWhole(names);
  });

  it("run again when it is done changes nothing, and gives what is stored", async () => {
    const names = await givenChunk();
    const first = await run(names);
    expect(await run(names)).toEqual(first);
    await expectWhole(names);
  });
});

describe("bulk work", () => {
  /** How many rows each commit of bulk work held. */
  const commitsOf = async (run: () => Promise<unknown>): Promise<number[]> => {
    const statements = vi.spyOn(database, "run");
    await run();
    const sizes = statements.mock.calls
      .filter(([name, , values]) => name === "commit values" && values.at(-1) === true)
      .map(([, , values]) => (values[0] as unknown[]).length);
    statements.mockRestore();
    return sizes;
  };

  it("is committed in large parts, and in small ones once another worker commits a small batch", async () => {
    await database.run("spec quiet", "UPDATE streams SET interactive_at = NULL", []);
    // What is recent stays so for as long as this test takes: its clock stands, and the last small batch has no age.
    const standing = vi.spyOn(performance, "now").mockReturnValue(performance.now());
    onTestFinished(() => standing.mockRestore());
    const ageless: Pick<Database, "now" | "read" | "run"> = {
      now: () => database.now(),
      read: (name, text, values) => database.read(name, text, values),
      run: async (name, text, values) => {
        const rows = await database.run<Record<string, unknown>>(name, text, values);
        for (const row of rows)
          if (typeof row["interactive_age_ms"] === "number") row["interactive_age_ms"] = 0;
        return rows as never;
      },
    };
    const worker = new ValueNames(ageless, valuations, valuer, () => undefined);
    const quiet = await givenChunk();
    // The first part finds out whether anybody else is there.
    expect(await commitsOf(() => worker.run(quiet, clock()))).toEqual([50, 70]);
    await otherWorker.run({ ...(await givenChunk()), lane: "interactive" }, clock());
    // What it heard before the small batch came holds for one commit more.
    await worker.run(await givenChunk(), clock());
    await otherWorker.run({ ...(await givenChunk()), lane: "interactive" }, clock());
    const shared = await givenChunk();
    expect(await commitsOf(() => worker.run(shared, clock()))).toEqual([50, 50, 20]);
    await expectWhole(shared);
  });
});

describe("small batches that come together", () => {
  const given = (input?: string): NamesToValue => {
    const batchId = randomUUID();
    const items = [{ idx: 0, domain: `${batchId}.one`, ...(input === undefined ? {} : { input }) }];
    const createdAt = new Date().toISOString();
    return { lane: "interactive", batchId, chunk: 0, ensemble, createdAt, items, refused: [] };
  };

  it("share one load and one commit", async () => {
    const reads = vi.spyOn(database, "read");
    const statements = vi.spyOn(database, "run");
    const all = Array.from({ length: 20 }, () => given());
    const startedMs = Date.now();
    const clocks = all.map(() => new StageClock(startedMs));
    await Promise.all(all.map((names, index) => valueNames.run(names, clocks[index] ?? clock())));
    const readNames = reads.mock.calls.map(([name]) => name).filter((name) => name !== "clock");
    expect(readNames).toEqual(["load market states"]);
    expect(statements.mock.calls.map(([name]) => name)).toEqual(["commit values"]);
    reads.mockRestore();
    statements.mockRestore();
    for (const { batchId } of all)
      expect(await batches.find(batchId)).toMatchObject({ status: "completed", done: 1 });
    // What one waits for the others is in its stages too.
    for (const { stages, endedAtMs } of clocks) {
      const sum = Object.values(stages).reduce((total, durationMs) => total + durationMs, 0);
      expect(sum).toBeCloseTo(endedAtMs - startedMs, -1);
    }
  });

  it("of which one cannot be stored fail alone", async () => {
    // No text of Postgres holds NUL.
    const all = [given(), given("a\u0000b"), given()];
    const outcomes = await Promise.allSettled(all.map((names) => run(names)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const done = await Promise.all(all.map(({ batchId }) => batches.find(batchId)));
    expect(done.map((batch) => batch?.status)).toEqual(["completed", undefined, "completed"]);
  });
});
