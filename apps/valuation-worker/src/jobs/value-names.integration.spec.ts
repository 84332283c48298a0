import type { JobItem } from "#contracts";
import {
  BatchRepository,
  commitValues,
  Database,
  EventLogRepository,
  migrate,
  ValuationRepository,
} from "#storage";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { ValueNames, type NamesToValue } from "./value-names.js";
import { Valuer } from "./valuer.js";

// Real: Postgres, a database of this spec's own.
let database: Database;
let batches: BatchRepository;
let valuations: ValuationRepository;
let valueNames: ValueNames;
let otherWorker: ValueNames;
beforeAll(async () => {
  const url = await ownDatabase();
  await migrate(url);
  database = await Database.open(url);
  batches = new BatchRepository(database);
  valuations = new ValuationRepository(database);
  const currencies = { base: "USD", bySuffix: new Map<string, string>() };
  const valuer = new Valuer(currencies, undefined);
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
const run = (names: NamesToValue) => valueNames.run(names, () => undefined);

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
    await Promise.all([run(small), run(names), otherWorker.run(names, () => undefined)]);
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
