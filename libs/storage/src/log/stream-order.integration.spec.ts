import { waitFor } from "#stack";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { BatchRepository } from "../batches/batch.repository.js";
import { Database } from "../db/database.js";
import { EventLogRepository } from "./event-log.repository.js";
import { withStreamHead } from "./stream-head.js";
import { MarketRepository } from "../market/market.repository.js";
import { commitValues } from "../valuations/valuation-writer.js";
import { NO_RISK, outcome, result, trade, query } from "../test/given.js";

// Real: Postgres, a database of this spec's own. What happens between two writers that meet at the stream's head.
let database: Database;
let batches: BatchRepository;
let market: MarketRepository;
let log: EventLogRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  batches = new BatchRepository(database);
  market = new MarketRepository(database, NO_RISK);
  log = new EventLogRepository(database);
});
afterAll(() => database?.close());

/** Runs something while another transaction holds the head, until what is started waits for it. */
const whileHeadIsHeld = async <T>(start: () => Promise<T>, meanwhile: () => Promise<void>) => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isHeld = false;
  const holding = withStreamHead(database, async () => {
    isHeld = true;
    await released;
  });
  await waitFor(() => isHeld, { timeoutMs: 20_000, what: "the head to be held" });
  const started = start();
  try {
    await waitFor(
      async () => {
        const waiting = await query(
          database,
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return waiting.length > 0;
      },
      { timeoutMs: 20_000, what: "the commit to wait for the head" },
    );
    await meanwhile();
  } finally {
    release();
    await holding;
  }
  return started;
};

it("shows a reader no number before all smaller ones, while values, market data and cancels are written", async () => {
  const written = new AbortController();
  const reading = (async () => {
    let reads = 0;
    while (!written.signal.aborted) {
      const rows = await query<{ seq: string }>(database, "SELECT seq FROM events ORDER BY seq");
      // The very rows that one snapshot shows: a smaller number that commits later would leave a hole here.
      expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1));
      reads += 1;
    }
    return reads;
  })();
  const writers = Array.from({ length: 8 }, async () => {
    for (let round = 0; round < 12; round += 1) {
      const domain = `busy${round % 3}.one`;
      const batchId = randomUUID();
      await batches.store({
        batchId,
        ensemble: true,
        createdAt: new Date().toISOString(),
        traceparent: undefined,
        chunks: [[{ idx: 0, domain }], [{ idx: 1, domain: "never.one" }]],
        refused: [],
      });
      await Promise.all([
        commitValues(database, [outcome([domain], { batchId })]),
        batches.cancel(batchId),
        market.record([trade(domain)]),
      ]);
    }
  });
  try {
    await Promise.all(writers);
  } finally {
    written.abort();
  }
  expect(await reading).toBeGreaterThan(3);
  // 8 × 12 × (a value, its batch's progress, the cancel, the trade)
  expect((await log.head()).head).toBe(8 * 12 * 4);
});

it("counts a stored chunk once that several workers commit at the same time", async () => {
  const batchId = randomUUID();
  await batches.store({
    batchId,
    ensemble: true,
    createdAt: new Date().toISOString(),
    traceparent: undefined,
    chunks: [[{ idx: 0, domain: "a.one" }], [{ idx: 1, domain: "b.one" }]],
    refused: [],
  });
  const before = (await log.head()).head;
  const first = outcome(["a.one"], { batchId });
  const second = outcome([], {
    batchId,
    chunk: 1,
    values: [{ idx: 1, result: result("b.one") }],
  });
  await Promise.all(
    [[first], [first], [first, second], [second]].map((joined) => commitValues(database, joined)),
  );
  // Those joined may have lost to one of theirs: each by itself then, as the worker does it.
  await commitValues(database, [first]);
  await commitValues(database, [second]);
  expect(await batches.find(batchId)).toMatchObject({ status: "completed", total: 2, done: 2 });
  const { events } = await log.read({
    sinceSeq: before,
    types: ["valuation_update"],
    domains: undefined,
    limit: 100,
  });
  expect(events.map(({ eid }) => eid).toSorted((a, b) => a.localeCompare(b))).toEqual([
    `v-${batchId}-0`,
    `v-${batchId}-1`,
  ]);
});

it("leaves no chunk open of a batch that is stored while its values wait to be committed", async () => {
  const one = outcome(["meeting.one"], {
    refused: [{ idx: 1, index: 1, input: "1", code: "not_a_string", detail: "x" }],
  });
  await whileHeadIsHeld(
    () => commitValues(database, [one]),
    () =>
      batches.store({
        batchId: one.batchId,
        ensemble: true,
        createdAt: one.createdAt,
        traceparent: undefined,
        chunks: [[{ idx: 0, domain: "meeting.one" }]],
        refused: one.refused,
      }),
  );
  expect(await batches.find(one.batchId)).toMatchObject({
    status: "completed",
    total: 2,
    done: 1,
    failed: 1,
  });
  const open = await batches.findOpenChunks(-60_000, 1_000);
  expect(open.filter(({ batchId }) => batchId === one.batchId)).toEqual([]);
});

it("keeps a batch cancelled that is cancelled while its values wait to be committed", async () => {
  const batchId = randomUUID();
  await batches.store({
    batchId,
    ensemble: true,
    createdAt: new Date().toISOString(),
    traceparent: undefined,
    chunks: [[{ idx: 0, domain: "undone.one" }]],
    refused: [],
  });
  let cancelling: Promise<boolean> | undefined;
  const committed = await whileHeadIsHeld(
    () => {
      cancelling = batches.cancel(batchId);
      return commitValues(database, [outcome(["undone.one"], { batchId })]);
    },
    () => Promise.resolve(),
  );
  expect(committed).toBeDefined();
  const isCancelled = await cancelling;
  // Whichever came first has the say; the value stands either way.
  expect(await batches.find(batchId)).toMatchObject({
    status: isCancelled ? "cancelled" : "completed",
    done: 1,
  });
});
