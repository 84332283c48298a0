import { type MarketRepository, StorageUnavailableError } from "#storage";
import type { MarketOutcome, PricedMarketEvent } from "#market-rules";
import pg from "pg";
import { expect, it, vi } from "vitest";

import { IngestMarket, type Entry } from "./ingest-market.js";
import type { MovedAnnouncer } from "./moved-announcer.js";

// The way of events through the gateway; storage is a stand-in that a test can make unavailable.
const CURRENCIES = { base: "USD", bySuffix: new Map([["eth", "ETH"]]) };
const entry = (index: number, more: object = {}): Entry => ({
  place: { line: index + 1 },
  value: {
    type: "trade",
    id: `t-${index}`,
    domain: "alpha.one",
    price: "100",
    at: "2026-01-15T12:00:00Z",
    ...more,
  },
});

const ingestion = (outcomesOf: (group: readonly PricedMarketEvent[]) => MarketOutcome[]) => {
  const groups: number[] = [];
  const announce = vi.fn();
  const market = {
    record: (group: readonly PricedMarketEvent[]) => {
      groups.push(group.length);
      return Promise.resolve().then(() => ({
        outcomes: outcomesOf(group),
        headSeq: groups.length,
        hasMoved: group.length > 0,
      }));
    },
  } as unknown as MarketRepository;
  const announcer = { announce } as unknown as MovedAnnouncer;
  return {
    ingest: new IngestMarket(market, announcer, CURRENCIES, () => Promise.resolve(new Date())),
    groups,
    announce,
  };
};
const recorded = (group: readonly PricedMarketEvent[]): MarketOutcome[] =>
  group.map(() => ({ kind: "recorded" }));

it("stores 500 at a time, and announces each group that moved a domain", async () => {
  const { ingest, groups, announce } = ingestion(recorded);
  const receipt = await ingest.run(Array.from({ length: 1_100 }, (_, index) => entry(index)));
  expect(receipt).toMatchObject({ accepted: 1_100, refused: 0, head_seq: 3 });
  expect(groups).toEqual([500, 500, 100]);
  expect(announce).toHaveBeenCalledTimes(3);
});

it("counts every kind of outcome; lists a hundred errors, and counts all", async () => {
  const { ingest } = ingestion((group) =>
    group.map((_, index): MarketOutcome => {
      if (index === 0) return { kind: "stale" };
      if (index === 1) return { kind: "duplicate" };
      return { kind: "refused", code: "unknown_order", detail: "There is none." };
    }),
  );
  const receipt = await ingest.run(Array.from({ length: 200 }, (_, index) => entry(index)));
  expect(receipt).toMatchObject({ accepted: 1, stale: 1, duplicates: 1, refused: 198 });
  expect(receipt.errors).toHaveLength(100);
  expect(receipt.errors[0]).toEqual({
    line: 3,
    id: "t-2",
    code: "unknown_order",
    detail: "There is none.",
  });
});

it("reports how far it got while storage is unavailable, and does not retry", async () => {
  const { ingest, groups } = ingestion((group) => {
    if (groups.length > 1) throw new StorageUnavailableError(new Error("gone"));
    return recorded(group);
  });
  const running = ingest.run(Array.from({ length: 700 }, (_, index) => entry(index)));
  await expect(running).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("Everything before line 501 is processed (500 accepted"),
  });
  expect(groups).toEqual([500, 200]);
});

it("concurrent senders share a group, and each gets only its own outcomes", async () => {
  const seen: PricedMarketEvent[][] = [];
  const { ingest, announce } = ingestion((group) => {
    seen.push([...group]);
    return group.map(({ id }): MarketOutcome =>
      id === "t-2"
        ? { kind: "refused", code: "unknown_order", detail: "There is none." }
        : { kind: "recorded" },
    );
  });
  const [first, good, bad] = await Promise.all([
    ingest.run([entry(0)]),
    ingest.run([entry(1), entry(3)]),
    ingest.run([entry(2)]),
  ]);
  expect(seen.map((group) => group.map(({ id }) => id).toSorted())).toEqual([
    ["t-0", "t-1", "t-2", "t-3"],
  ]);
  expect(announce).toHaveBeenCalledTimes(1);
  expect(first).toMatchObject({ accepted: 1, refused: 0, head_seq: 1 });
  expect(good).toMatchObject({ accepted: 2, refused: 0, errors: [], head_seq: 1 });
  expect(bad).toMatchObject({ accepted: 0, refused: 1, errors: [{ line: 3, id: "t-2" }] });
});

it("events received before the sender disconnected are stored", async () => {
  const { ingest, groups } = ingestion(recorded);
  const broken = async function* (): AsyncGenerator<Entry> {
    yield entry(0);
    yield entry(1);
    await Promise.reject(new Error("aborted"));
  };
  await expect(ingest.run(broken())).rejects.toThrow("aborted");
  expect(groups).toEqual([2]);
});

it("a name is normalised, and a currency is that of its suffix", async () => {
  const seen: PricedMarketEvent[] = [];
  const { ingest } = ingestion((group) => {
    seen.push(...group);
    return recorded(group);
  });
  const receipt = await ingest.run([
    entry(0, { domain: "Bücher.ONE." }),
    entry(1, { domain: "alpha.eth", currency: "ETH" }),
    entry(2, { domain: "alpha.eth", currency: "USD" }),
  ]);
  expect(seen).toMatchObject([
    { domain: "xn--bcher-kva.one", currency: "USD", quantity: "1" },
    { domain: "alpha.eth", currency: "ETH" },
  ]);
  expect(receipt.errors).toMatchObject([{ line: 3, id: "t-2", code: "wrong_currency" }]);
});

it("serves a maximum of senders and rejects one more, until one has ended", async () => {
  const { ingest } = ingestion(recorded);
  let letGo = (): void => undefined;
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
  const slow = async function* (): AsyncGenerator<Entry> {
    yield entry(0);
    await isLetGo;
  };
  const senders = Array.from({ length: 128 }, () => ingest.run(slow()));
  await expect(ingest.run([entry(1)])).rejects.toMatchObject({
    kind: "overloaded",
    retryAfterS: 1,
  });
  letGo();
  await Promise.all(senders);
  expect(await ingest.run([entry(1)])).toMatchObject({ accepted: 1 });
});

it("one event that cannot be stored fails none of those that share its commit", async () => {
  const { ingest } = ingestion((group) => {
    if (group.some(({ id }) => id === "t-7"))
      throw Object.assign(new pg.DatabaseError("out of range", 0, "error"), { code: "22003" });
    return recorded(group);
  });
  const [mixed, other] = await Promise.all([
    ingest.run([entry(6), entry(7), entry(8)], "anna"),
    ingest.run([entry(9), entry(10)], "ben"),
  ]);
  expect(mixed).toMatchObject({ accepted: 2, refused: 1 });
  expect(mixed.errors).toMatchObject([{ id: "t-7", line: 8, code: "not_storable" }]);
  expect(other).toMatchObject({ accepted: 2, refused: 0 });
});

it("an internal error reaches only the sender of the failing event", async () => {
  const { ingest } = ingestion((group) => {
    if (group.some(({ owner }) => owner === "anna")) throw new TypeError("a bug");
    return recorded(group);
  });
  const [mine, others, more] = await Promise.allSettled([
    ingest.run([entry(1)], "ben"),
    ingest.run([entry(1)], "anna"),
    ingest.run([entry(2)], "cleo"),
  ]);
  expect(mine.status).toBe("fulfilled");
  expect(others).toMatchObject({ status: "rejected", reason: new TypeError("a bug") });
  expect(more.status).toBe("fulfilled");
});
