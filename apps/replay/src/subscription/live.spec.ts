import { describe, expect, it, onTestFinished, vi } from "vitest";

import { fakeStream, range, settle, settleUntil } from "../test/fakes.js";
import { MAX_CONNECTIONS } from "../session/admission.js";

// Real: everything of the stream but the socket, the store and the time.
const market = { t: "subscribe", id: 1, sub: "a", stream: "market" } as const;

describe("catch-up", () => {
  it("goes over to live with no gap and no duplicate, while events are published between any two reads", async () => {
    const stream = await fakeStream(5_500, { ringItems: 2_048 });
    let published = 0;
    stream.log.beforeRead = () => {
      if (published++ >= 40) return;
      stream.log.append(7);
      void stream.hub.shared.market.refresh();
    };
    const { socket, send } = stream.connect();
    await send({ ...market, from: "start" });
    for (let round = 0; round < 20; round += 1) await settle();
    expect(published).toBeGreaterThan(5);
    await stream.commit(3);
    const head = stream.log.events.length;
    await settleUntil(() => socket.seqs.length >= head);
    expect(socket.seqs).toEqual(range(1, head));
    expect(socket.events.map(({ n }) => n)).toEqual(range(1, head));
    expect(socket.phases).toEqual(["catching_up", "live"]);
  });

  it("an event at the exact head comes once, live", async () => {
    const stream = await fakeStream(10);
    const { socket, send } = stream.connect();
    await send({ ...market, from: { seq: 10, epoch: "epoch-1" } });
    expect(socket.phases).toEqual(["live"]);
    await stream.commit(1);
    expect(socket.seqs).toEqual([11]);
  });

  it("a mark reports live on an empty stream, too", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...market, from: "start" });
    expect(socket.of("mark")).toMatchObject([{ phase: "live", seq: 0, n: 0, head: 0 }]);
    await stream.commit(2);
    expect(socket.seqs).toEqual([1, 2]);
  });

  it("reads a page once for all who need it", async () => {
    const stream = await fakeStream(4_000, { ringItems: 1_024 });
    const before = stream.log.reads;
    const clients = range(1, 10).map(() => stream.connect());
    await Promise.all(clients.map(({ send }) => send({ ...market, from: "start" })));
    await settleUntil(() => clients.every(({ socket }) => socket.seqs.length >= 4_000));
    for (const { socket } of clients) expect(socket.seqs).toHaveLength(4_000);
    expect(stream.log.reads - before).toBeLessThan(8);
  });
});

describe("a stream without subscribers", () => {
  it("reads nothing with each commit, and all of it for the first who comes", async () => {
    const stream = await fakeStream(10);
    const before = stream.log.reads;
    await stream.commit(5);
    await stream.commit(5);
    expect(stream.log.reads).toBe(before);
    const { socket, send } = stream.connect();
    await send({ ...market, from: { seq: 8, epoch: "epoch-1" } });
    await settle();
    expect(socket.seqs).toEqual(range(9, 20));
    await stream.commit(1);
    expect(socket.seqs).toEqual(range(9, 21));
  });

  it("does not read a long log for the first subscriber, unless it asks for it", async () => {
    const stream = await fakeStream(10);
    await stream.commit(50_000);
    const before = stream.log.reads;
    const news = stream.connect();
    await news.send({ ...market, from: "now" });
    expect(stream.log.reads - before).toBeLessThan(5);
    const all = stream.connect();
    await all.send({ ...market, from: { seq: 40_000, epoch: "epoch-1" } });
    await stream.commit(1);
    await settleUntil(() => news.socket.seqs.length > 0 && all.socket.seqs.at(-1) === 50_011);
    expect(news.socket.seqs).toEqual([50_011]);
    expect(all.socket.seqs).toEqual(range(40_001, 50_011));
  });
});

describe("a stream without earlier subscribers", () => {
  it("reports its current head to a new subscriber, with all events up to it", async () => {
    const stream = await fakeStream(10);
    await stream.commit(5);
    const { socket, send } = stream.connect();
    await send({ ...market, from: { seq: 8, epoch: "epoch-1" }, on_end: "close" });
    for (let round = 0; round < 5; round += 1) await settle();
    expect(socket.of("subscribed")).toMatchObject([{ head: 15, missed: 7 }]);
    expect(socket.seqs).toEqual(range(9, 15));
  });
});

describe("a client that is too slow", () => {
  it("holds nothing beyond its socket, falls behind when the ring has run over, and is whole in the end", async () => {
    const stream = await fakeStream(0, { ringItems: 1_024 });
    const { socket, send } = stream.connect();
    const other = stream.connect();
    await send({ ...market, from: "now" });
    await other.send({ ...market, from: "now" });
    socket.isStuck = true;
    for (let round = 0; round < 9; round += 1) await stream.commit(1_000);
    await settleUntil(() => other.socket.seqs.length >= 9_000);
    expect(socket.writableLength).toBeLessThan(1024 * 1024 + 64 * 1024);
    expect(socket.seqs.length).toBeLessThan(9_000);
    expect(other.socket.seqs).toEqual(range(1, 9_000));
    socket.drain();
    await settleUntil(() => socket.phases.length >= 3);
    expect(socket.seqs).toEqual(range(1, 9_000));
    expect(socket.phases).toEqual(["live", "fell_behind", "live"]);
  });

  it("with on_slow close is closed with 4008, and terminated a second later", async () => {
    const stream = await fakeStream(0, { ringItems: 1_024 });
    const { socket, send } = stream.connect();
    await send({ ...market, from: "now", on_slow: "close" });
    socket.isStuck = true;
    for (let round = 0; round < 12; round += 1) await stream.commit(1_000);
    expect(socket.closed).toBeUndefined();
    await stream.clock.pass(1_001);
    await stream.hub.tick();
    expect(socket.closed).toEqual({ code: 4008, isTerminated: false });
    await stream.clock.pass(1_001);
    expect(socket.closed).toEqual({ code: 4008, isTerminated: true });
  });

  it("that acknowledges has at most 1,000 events on the way, however empty its socket", async () => {
    const stream = await fakeStream(5_000);
    const { socket, send } = stream.connect();
    await send({ t: "hello", caps: ["batch", "ack"] });
    await send({ ...market, from: "start" });
    for (let round = 0; round < 5; round += 1) await settle();
    expect(socket.seqs).toEqual(range(1, 1_000));
    expect(Math.max(...socket.of("batch").map(({ events }) => events.length))).toBe(64);
    await send({ t: "ack", sub: "a", gen: 1, n: 600 });
    for (let round = 0; round < 5; round += 1) await settle();
    expect(socket.seqs).toEqual(range(1, 1_600));
    await send({ t: "ack", sub: "a", gen: 1, n: 1_601 });
    expect(socket.of("error")).toMatchObject([{ code: "bad_request" }]);
    await send({ t: "ack", sub: "a", gen: 7, n: 9 });
    expect(socket.of("error")).toHaveLength(1);
  });

  it("that was silent for a minute is closed", async () => {
    const stream = await fakeStream(0);
    const { socket, session } = stream.connect();
    await stream.clock.pass(59_000);
    session.heard(0);
    await stream.clock.pass(59_000);
    await stream.hub.tick();
    expect(socket.closed).toBeUndefined();
    await stream.clock.pass(2_000);
    await stream.hub.tick();
    expect(socket.closed?.code).toBe(4008);
  });
});

describe("n", () => {
  it("has no hole behind a filter, though seq has", async () => {
    const stream = await fakeStream(30);
    const { socket, send } = stream.connect();
    await send({ ...market, from: "start", filter: { domains: ["B.one"] } });
    expect(socket.seqs).toEqual(range(1, 30).filter((seq) => seq % 3 === 1));
    expect(socket.events.map(({ n }) => n)).toEqual(range(1, 10));
    // The mark's n is what should have come: one that was lost on the way shows, and so does the last.
    expect(socket.of("mark").at(-1)).toMatchObject({ phase: "live", n: 10, seq: 30 });
  });

  it("a mark comes when nothing else does, with the place that was walked past", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...market, from: "now", filter: { types: ["trade"] } });
    await stream.commit(5);
    expect(socket.seqs).toEqual([]);
    await stream.clock.pass(10_001);
    await stream.hub.tick();
    expect(socket.of("mark").at(-1)).toMatchObject({ phase: "live", n: 0, seq: 5 });
  });
});

describe("a selective filter", () => {
  const rare = { ...market, from: "start" as const, filter: { domains: ["rare.one"] } };
  const withRare = async (count: number, ...places: number[]) => {
    const stream = await fakeStream(count, { ringItems: 64 });
    for (const seq of places) Object.assign(stream.log.events[seq - 1]!, { domain: "rare.one" });
    return stream;
  };

  it("reads what it leaves through, and not what lies between; followers share it", async () => {
    const stream = await withRare(30_000, 500, 20_001);
    const before = stream.log.reads;
    const clients = range(1, 20).map(() => stream.connect());
    // Turns are cut by the clock: while it stands, all have theirs in one slice.
    const standing = vi.spyOn(performance, "now").mockReturnValue(performance.now());
    onTestFinished(() => standing.mockRestore());
    for (const { take } of clients) take(rare);
    await settleUntil(() =>
      clients.every(({ socket }) => socket.of("mark").at(-1)?.phase === "live"),
    );
    for (const { socket } of clients) {
      expect(socket.events.map(({ n, seq }) => [n, seq])).toEqual([
        [1, 500],
        [2, 20_001],
      ]);
      expect(socket.of("mark").at(-1)).toMatchObject({ phase: "live", n: 2, seq: 30_000 });
    }
    expect(stream.log.reads - before).toBeLessThanOrEqual(3);
    // Three for each of twenty, had they not shared them.
    expect(stream.log.looks).toBeLessThanOrEqual(12);
  });

  it("does not pass the end of its range", async () => {
    const stream = await withRare(5_000, 4_000);
    const { socket, send } = stream.connect();
    await send({ ...rare, to: { seq: 3_000 } });
    expect(socket.of("mark").at(-1)).toMatchObject({ phase: "ended", n: 0, seq: 3_000 });
  });

  it("meets the gap of what was pruned while it looked", async () => {
    const stream = await withRare(5_000, 100, 4_000);
    const { socket, take } = stream.connect();
    take(rare);
    const { log } = stream;
    const look = log.nextOf.bind(log);
    log.nextOf = (...args) => {
      if (log.oldest === 1) log.prune(1_001);
      return look(...args);
    };
    await settleUntil(() => socket.seqs.length > 0);
    expect(socket.of("gap")).toMatchObject([{ from_seq: 1, to_seq: 1_000, reason: "retention" }]);
    expect(socket.seqs).toEqual([4_000]);
  });
});

describe("resume", () => {
  it.each([
    ["oldest − 1", 100, true],
    ["oldest", 101, true],
    ["the head", 200, true],
    ["before what is kept", 99, false],
    ["before the first event", 0, false],
    ["the head + 1", 201, false],
  ])("at %s", async (_, seq, isKept) => {
    const stream = await fakeStream(200);
    stream.log.prune(101);
    await stream.hub.shared.market.refresh();
    const { socket, send } = stream.connect();
    await send({ ...market, from: { seq, epoch: "epoch-1" } });
    if (isKept) {
      expect(socket.of("subscribed")).toMatchObject([
        { recovered: true, missed: 200 - seq, oldest: 101, head: 200 },
      ]);
      expect(socket.seqs).toEqual(range(seq + 1, 200));
    } else {
      expect(socket.of("error")).toMatchObject([
        { id: 1, sub: "a", code: "unrecoverable", oldest: 101, head: 200, epoch: "epoch-1" },
      ]);
      expect(socket.of("subscribed")).toEqual([]);
    }
  });

  it("from 0 on an unpruned log starts before the first event", async () => {
    const stream = await fakeStream(3);
    const { socket, send } = stream.connect();
    await send({ ...market, from: { seq: 0, epoch: "epoch-1" } });
    expect(socket.seqs).toEqual([1, 2, 3]);
  });

  it("twice without news is nothing twice", async () => {
    const stream = await fakeStream(8);
    for (const sub of ["a", "b"]) {
      const { socket, send } = stream.connect();
      await send({ ...market, sub, from: { seq: 8, epoch: "epoch-1" } });
      expect(socket.of("subscribed")).toMatchObject([{ recovered: true, missed: 0 }]);
      expect(socket.seqs).toEqual([]);
    }
  });

  it("at an offset that another process has sent: reads again before it rejects", async () => {
    const stream = await fakeStream(8);
    stream.log.append(1);
    const { socket, send } = stream.connect();
    await send({ ...market, from: { seq: 9, epoch: "epoch-1" } });
    expect(socket.of("subscribed")).toMatchObject([{ recovered: true }]);
  });

  it.each([
    ["a time before what is kept", 50, false],
    ["a time of what is kept", 150, true],
    ["a time to come", 5_000, true],
  ])("at %s", async (_, timeMs, isKept) => {
    const stream = await fakeStream(200);
    stream.log.prune(101);
    await stream.hub.shared.market.refresh();
    const { socket, send } = stream.connect();
    await send({ ...market, from: { time: new Date(timeMs).toISOString() } });
    if (isKept) expect(socket.seqs).toEqual(range(Math.max(101, timeMs), 200));
    else
      expect(socket.of("error")).toMatchObject([
        { id: 1, code: "unrecoverable", oldest: 101, head: 200, epoch: "epoch-1" },
      ]);
  });

  it("with another epoch is rejected", async () => {
    const stream = await fakeStream(8);
    const { socket, send } = stream.connect();
    await send({ ...market, from: { seq: 4, epoch: "epoch-0" } });
    expect(socket.of("error")).toMatchObject([{ code: "unrecoverable", epoch: "epoch-1" }]);
  });

  it("a subscription of a rebuilt log gets an error, and ends", async () => {
    const stream = await fakeStream(8);
    const { socket, send } = stream.connect();
    await send({ ...market, from: "now" });
    stream.log.epoch = "epoch-2";
    await stream.commit(1);
    expect(socket.of("error")).toMatchObject([
      { sub: "a", code: "epoch_changed", epoch: "epoch-2" },
    ]);
    expect(socket.seqs).toEqual([]);
  });

  it("reports a gap when retention overtakes a walk", async () => {
    const stream = await fakeStream(5_000, { ringItems: 1_024 });
    const { socket, send } = stream.connect();
    await send({ t: "hello", caps: ["ack"] });
    await send({ ...market, from: "start" });
    for (let round = 0; round < 5; round += 1) await settle();
    stream.log.prune(3_501);
    await stream.hub.shared.market.refresh();
    for (const n of [1_000, 2_000]) {
      await send({ t: "ack", sub: "a", gen: 1, n });
      for (let round = 0; round < 5; round += 1) await settle();
    }
    // The page that it was in the middle of was at hand still.
    expect(socket.of("gap")).toEqual([
      { t: "gap", sub: "a", from_seq: 2_001, to_seq: 3_500, reason: "retention" },
    ]);
    expect(socket.seqs).toEqual([...range(1, 2_000), ...range(3_501, 4_500)]);
    expect(socket.events.at(-1)?.n).toBe(3_000);
  });
});

it("is full with as many connections as it can serve, and has room again when one leaves", async () => {
  const stream = await fakeStream(0);
  const { hub } = stream;
  const connections = Array.from({ length: MAX_CONNECTIONS }, () => {
    expect(hub.isFull).toBe(false);
    return stream.connect();
  });
  expect(hub.isFull).toBe(true);
  hub.left(connections[0]!.session);
  expect(hub.isFull).toBe(false);
  for (const { session } of connections) hub.left(session);
});
