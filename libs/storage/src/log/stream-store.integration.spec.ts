import type { ManifestEvent } from "#contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { CaptureError, CaptureRepository } from "../streams/capture.repository.js";
import { Database } from "../db/database.js";
import { pruneEvents } from "./event-retention.js";
import { query } from "../test/given.js";
import { ManifestRepository } from "../streams/manifest.repository.js";
import { withStreamHead } from "./stream-head.js";
import { StreamReader } from "./stream.reader.js";

// Real: Postgres, a database of this spec's own. The log as it is read and shortened, and what is recorded of it.
let database: Database;
let reader: StreamReader;
let manifests: ManifestRepository;
let captures: CaptureRepository;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  reader = new StreamReader(database);
  manifests = new ManifestRepository(database);
  captures = new CaptureRepository(database, reader, manifests);
});
afterAll(() => database?.close());

let prefix = 0;
beforeEach(() => {
  prefix += 1;
});
const append = (count: number): Promise<void> =>
  withStreamHead(database, async (_, appendEvent) => {
    for (let index = 0; index < count; index += 1)
      await appendEvent({
        eid: `${prefix}-${index}`,
        type: "offer_cancelled",
        at: new Date("2026-01-15T12:00:00.000Z"),
        domain: "a.one",
        traceparent: null,
        data: { offer_id: `O${index}`, domain: "a.one" },
      });
  });
const manifestEvent = (seq: number): ManifestEvent => ({
  seq,
  delayMs: seq * 10,
  eid: `m-${seq}`,
  type: "offer_cancelled",
  v: 1,
  at: "2026-01-15T12:00:00.000Z",
  tp: null,
  data: { offer_id: `O${seq}`, domain: "a.one" },
});
async function* events(count: number, failsAfter = Infinity): AsyncGenerator<ManifestEvent> {
  for (let seq = 1; seq <= count; seq += 1) {
    if (seq > failsAfter) throw new Error("a bad line");
    yield manifestEvent(seq);
  }
  await Promise.resolve();
}
const storedEvents = async (): Promise<number> => {
  const [row] = await query<{ count: string }>(database, "SELECT count(*) FROM manifest_events");
  return Number(row?.count);
};

describe("the log", () => {
  it("finds the next event of some domains, up to a place, and where it begins", async () => {
    await append(5);
    const { oldest, head } = await reader.state();
    const next = (domains: string[], seq: number, to: number) => reader.nextOf(domains, seq, to);
    expect(await next(["b.one", "a.one"], head - 3, head)).toEqual({ oldest, seq: head - 2 });
    expect(await next(["a.one"], head - 3, head - 3)).toEqual({ oldest, seq: undefined });
    expect(await next(["b.one"], 0, head)).toEqual({ oldest, seq: undefined });
    expect(await next(["a.one"], head, head + 9)).toEqual({ oldest, seq: undefined });
  });

  it("knows when each event was logged, in the order of seq, whenever it happened", async () => {
    await append(50);
    const { head } = await reader.state();
    const logged = await reader.behind(head - 50, 100);
    const times = logged.map(({ loggedAtMs }) => loggedAtMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs((times[0] ?? 0) - Date.now())).toBeLessThan(60_000);
    for (const { seq, loggedAtMs } of logged.slice(1)) {
      expect(await reader.offsetBefore(loggedAtMs)).toBeLessThan(seq);
      expect(await reader.offsetBefore(loggedAtMs + 0.001)).toBeGreaterThanOrEqual(seq);
    }
    expect(await reader.offsetBefore(0)).toBe(0);
    expect(await reader.offsetBefore(Date.now() + 60_000)).toBe(head);
  });

  it("forgets what is past its time, keeps `oldest` true, and numbers on", async () => {
    await append(20);
    const { head } = await reader.state();
    const [cut] = await reader.behind(head - 10, 1);
    const { oldest: before } = await reader.state();
    expect(await pruneEvents(database, reader, cut?.loggedAtMs ?? 0)).toBe(false);
    const { oldest } = await reader.state();
    expect(oldest).toBeGreaterThan(before);
    expect(await reader.behind(0, 1)).toMatchObject([{ seq: oldest }]);
    await pruneEvents(database, reader, cut?.loggedAtMs ?? 0);
    expect(await reader.state()).toMatchObject({ oldest });

    await pruneEvents(database, reader, Date.now() + 60_000);
    expect(await reader.state()).toMatchObject({ oldest: head + 1, head });
    await append(1);
    expect(await reader.behind(0, 10)).toMatchObject([{ seq: head + 1 }]);
  });

  it("is pruned by several at once, and is right afterwards", async () => {
    await append(30);
    const { head } = await reader.state();
    await Promise.all([1, 2, 3].map(() => pruneEvents(database, reader, Date.now() + 60_000)));
    expect(await reader.state()).toMatchObject({ oldest: head + 1, head });
    expect(await reader.behind(0, 10)).toEqual([]);
  });
});

describe("manifests", () => {
  it("leave nothing behind when their lines fail, and what was there stays", async () => {
    await manifests.store("one", events(3));
    const before = await storedEvents();
    await expect(manifests.store("one", events(5_000, 4_000))).rejects.toThrow("a bad line");
    expect(await storedEvents()).toBe(before);
    expect(await manifests.find("one")).toMatchObject({ events: 3 });
  });

  it("stored by several at once under one name leave one, whole", async () => {
    const before = await storedEvents();
    await Promise.all([5, 6, 7, 8].map((count) => manifests.store("many", events(count))));
    const left = await manifests.find("many");
    expect(await storedEvents()).toBe(before + (left?.events ?? 0));
    const rows = await manifests.behind(left?.manifestId ?? "", 0, 100);
    expect(rows.at(-1)?.hash.toString("hex")).toBe(left?.hash);
    expect(await manifests.remove("many")).toBe(true);
    expect(await storedEvents()).toBe(before);
  });
});

describe("captures", () => {
  it("of deleted events cannot be made", async () => {
    const capture = await captures.start({ manifest: "late" });
    await append(3);
    await pruneEvents(database, reader, Date.now() + 60_000);
    await expect(captures.stop(capture.capture_id)).rejects.toThrow(CaptureError);
    expect(await manifests.find("late")).toBeUndefined();
  });

  it("of nothing become no manifest", async () => {
    const capture = await captures.start({ manifest: "nothing" });
    expect(await captures.stop(capture.capture_id)).toMatchObject({ status: "stopped", events: 0 });
    expect(await manifests.find("nothing")).toBeUndefined();
  });

  it("are their key's own, and nobody else finds or stops them", async () => {
    const { capture_id: id } = await captures.start({ manifest: "owned" }, "desk");
    expect(await captures.find(id, "rival")).toBeUndefined();
    expect(await captures.stop(id, "rival")).toBeUndefined();
    for (const viewer of ["desk", undefined])
      expect(await captures.find(id, viewer)).toMatchObject({ status: "recording" });
    expect(await captures.stop(id, "desk")).toMatchObject({ status: "stopped" });
    const nobodys = await captures.start({ manifest: "shared" });
    expect(await captures.find(nobodys.capture_id, "rival")).toMatchObject({ manifest: "shared" });
  });

  it("keep only what their filter lets through", async () => {
    const capture = await captures.start({ manifest: "filtered", filter: { types: ["trade"] } });
    await append(3);
    expect(await captures.stop(capture.capture_id)).toMatchObject({ events: 0 });
  });
});
