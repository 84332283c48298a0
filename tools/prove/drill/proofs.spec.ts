import { describe, expect, it } from "vitest";

import { hashOf, type Followed } from "./followers.js";
import {
  proveBatches,
  proveFollowers,
  proveHoldings,
  proveLog,
  proveMarket,
  proveUnanswered,
  type LoggedEvent,
} from "./proofs.js";

const event = (seq: number, more: Partial<LoggedEvent> = {}): LoggedEvent => ({
  seq,
  eid: `e${seq}`,
  type: "trade",
  at: "2026-01-01T00:00:00Z",
  data: {},
  ...more,
});
const value = (seq: number, domain: string, batchId = "b1"): LoggedEvent =>
  event(seq, { type: "valuation_update", data: { domain, batch_id: batchId } });

describe("the log", () => {
  it("holds when it is numbered without a gap", () => {
    expect(proveLog([event(1), event(2), event(3)]).against).toEqual([]);
  });
  it("does not with a gap, or with an event twice", () => {
    expect(proveLog([event(1), event(3)]).against).toEqual(["place 2 of the log has seq 3"]);
    expect(proveLog([event(1), event(2, { eid: "e1" })]).against).toEqual([
      "e1 is in the log twice",
    ]);
  });
});

describe("batches", () => {
  const answered = [
    {
      batchId: "b1",
      status: 202,
      names: ["drill-1.one", "drill-2.one"],
      askedAtMs: 0,
      answeredAtMs: 1,
    },
  ];
  const found = new Map([["b1", { status: "completed", names: ["drill-1.one", "drill-2.one"] }]]);
  const log = [value(1, "drill-1.one"), value(2, "drill-2.one")];
  it("hold when each name has its value and its event", () => {
    expect(proveBatches(answered, found, log).against).toEqual([]);
  });
  it("do not when one is not there, or not complete", () => {
    expect(proveBatches(answered, new Map(), log).against).toEqual([
      "batch b1, answered 202, is not there",
    ]);
    const running = new Map([["b1", { status: "running", names: [] }]]);
    expect(proveBatches(answered, running, log).against).toHaveLength(1);
    const less = new Map([["b1", { status: "completed", names: ["drill-1.one"] }]]);
    expect(proveBatches(answered, less, log).against).toEqual([
      "batch b1 has 1 results for 2 names",
    ]);
  });
  it("do not when a name has no event, two, or one of another batch", () => {
    expect(proveBatches(answered, found, log.slice(1)).against).toHaveLength(1);
    expect(proveBatches(answered, found, [...log, value(3, "drill-1.one")]).against).toHaveLength(
      1,
    );
    expect(proveBatches(answered, found, [...log, value(3, "drill-1.one", "b2")]).against).toEqual([
      "drill-1.one was valued for two batches, b1 and b2",
    ]);
  });
});

describe("requests without an answer", () => {
  const names = ["drill-1.one", "drill-2.one"];
  const log = [value(1, "drill-1.one"), value(2, "drill-2.one")];
  it("hold when they happened once, or not at all", () => {
    expect(proveUnanswered([{ names, outcome: "unknown" }], log).against).toEqual([]);
    expect(proveUnanswered([{ names, outcome: "unknown" }], []).against).toEqual([]);
    expect(proveUnanswered([{ names, outcome: "rejected" }], []).against).toEqual([]);
  });
  it("do not when one was rejected and yet done, done in part, or done twice", () => {
    expect(proveUnanswered([{ names, outcome: "rejected" }], log).against).toHaveLength(1);
    expect(proveUnanswered([{ names, outcome: "unknown" }], log.slice(1)).against).toHaveLength(1);
    const twice = [...log, value(3, "drill-1.one"), value(4, "drill-2.one")];
    expect(proveUnanswered([{ names, outcome: "unknown" }], twice).against).toHaveLength(1);
  });
});

it("market events hold when all that were accepted are in the log", () => {
  const log = [event(1, { eid: "m-a" })];
  expect(proveMarket(["a"], log).against).toEqual([]);
  expect(proveMarket(["a", "b"], log).against).toEqual(["b is not"]);
});

describe("subscribers", () => {
  const log = [event(1), event(2, { type: "nav_update" }), event(3)];
  const followed = (more: Partial<Followed>): Followed => ({
    types: undefined,
    seq: 3,
    events: 3,
    hash: hashOf(log),
    disorder: [],
    losses: 0,
    reconnects: 0,
    longestSilenceMs: 0,
    error: undefined,
    ...more,
  });
  it("hold when each was sent what it asked for", () => {
    const trades = [event(1), event(3)];
    expect(
      proveFollowers([followed({}), followed({ types: ["trade"], hash: hashOf(trades) })], log)
        .against,
    ).toEqual([]);
  });
  it("do not when one lacks an event, was sent one twice, or has given up", () => {
    expect(
      proveFollowers([followed({ hash: hashOf(log.slice(1)), events: 2 })], log).against,
    ).toEqual(["subscriber 0 was sent 2 events of 3"]);
    expect(proveFollowers([followed({ disorder: ["2 behind 2"] })], log).against).toHaveLength(1);
    expect(proveFollowers([followed({ error: "unrecoverable" })], log).against).toEqual([
      "subscriber 0 gave up: unrecoverable",
    ]);
  });
});

it("holdings hold when they are about what they were", () => {
  const before = [{ name: "worker", memoryMb: 100, handles: 40 }];
  expect(proveHoldings(before, [{ name: "worker", memoryMb: 150, handles: 44 }]).against).toEqual(
    [],
  );
  expect(proveHoldings(before, [{ name: "worker", memoryMb: 400, handles: 90 }]).against).toEqual([
    "worker holds 400 MB, 100 before",
    "worker has 90 handles, 40 before",
  ]);
  expect(proveHoldings(before, []).against).toEqual(["worker is not there"]);
});

it("lists a few of many", () => {
  const { against } = proveMarket(
    Array.from({ length: 20 }, (_, index) => `t${index}`),
    [],
  );
  expect(against).toHaveLength(6);
  expect(against.at(-1)).toBe("… and 15 more");
});
