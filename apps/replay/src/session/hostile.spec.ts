import { hashKey, type ApiKey } from "#keys";
import { describe, expect, it } from "vitest";

import { fakeStream, manifestOf, range, settle } from "../test/fakes.js";
import { MAX_UNAUTHENTICATED } from "./hub.js";

// Real: everything of the stream but the socket, the store and the time. What hostile clients can make it hold.
const market = { t: "subscribe", id: 1, sub: "a", stream: "market" } as const;
const KB = 1_024;

describe("the byte budget", () => {
  it("of sockets that are not read have one bound; others are served, and in the end they go", async () => {
    const maxHeldBytes = 1_000 * KB;
    const stream = await fakeStream(0, { maxHeldBytes });
    const stuck = range(1, 40).map(() => stream.connect());
    const reader = stream.connect();
    for (const { send } of [...stuck, reader]) await send({ ...market, from: "now" });
    for (const { socket } of stuck) socket.isStuck = true;
    for (let round = 0; round < 4; round += 1) await stream.commit(1_000);
    for (let round = 0; round < 20; round += 1) await settle();
    const waiting = (): number => stuck.reduce((sum, { socket }) => sum + socket.writableLength, 0);
    expect(waiting()).toBeGreaterThan(maxHeldBytes / 2);
    expect(stream.hub.shared.budget.held).toBeLessThan(maxHeldBytes + 40 * 33 * KB);
    expect(reader.socket.seqs).toEqual(range(1, 4_000));
    await stream.clock.pass(5_001);
    await stream.hub.tick();
    const closed = stuck.filter(({ socket }) => socket.closed?.code === 4008);
    expect(closed.length).toBeGreaterThan(0);
    for (const { session } of closed) stream.hub.left(session);
    expect(stream.hub.shared.budget.hasRoom).toBe(true);
    // A client that was held to save memory, and reads again, misses nothing.
    const rest = stuck.filter(({ socket }) => socket.closed === undefined);
    for (const { socket } of rest) socket.drain();
    for (let round = 0; round < 40; round += 1) {
      await stream.hub.tick();
      await settle();
    }
    for (const { socket } of rest) expect(socket.seqs).toEqual(range(1, 4_000));
    for (const { session } of [...rest, reader]) stream.hub.left(session);
    expect(stream.hub.shared.budget.held).toBeLessThan(maxHeldBytes);
  });

  it("of pages that paused subscriptions are in the middle of, too", async () => {
    const stream = await fakeStream(0, {
      manifest: manifestOf(40_000, 1),
      maxHeldBytes: 3_000 * KB,
    });
    const clients = range(0, 39).map(() => stream.connect());
    const epoch = stream.manifest.view.hash;
    for (const [index, { send }] of clients.entries()) {
      await send({
        t: "subscribe",
        id: 1,
        sub: "r",
        manifest: "m",
        from: { seq: index * 1_000 + 10, epoch },
      });
      await send({ t: "control", id: 2, sub: "r", op: "pause" });
    }
    await stream.hub.tick();
    expect(stream.hub.shared.budget.held).toBeLessThan(3_000 * KB);
    for (const [index, { send, socket }] of clients.entries()) {
      await send({ t: "control", id: 3, sub: "r", op: "step", value: 2 });
      expect(socket.seqs.slice(-2)).toEqual([index * 1_000 + 12, index * 1_000 + 13]);
    }
  });

  it("of calls that wait for their turn: 64 of a connection, and given back", async () => {
    const stream = await fakeStream(3);
    let letGo = (): void => undefined;
    const stuck = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    stream.hub.shared.market.refresh = () => stuck;
    const { socket, session, take } = stream.connect();
    const before = stream.hub.shared.budget.held;
    for (let id = 0; id < 80; id += 1) {
      session.admits(1_000);
      take({ ...market, id, sub: `s${id % 20}`, from: "now" });
    }
    await settle();
    expect(socket.of("error")).toHaveLength(16);
    expect(socket.of("error")[0]).toMatchObject({ id: 64, code: "rate_limited", temporary: true });
    expect(stream.hub.shared.budget.held - before).toBe(64 * 4_000);
    letGo();
    await settle();
    expect(stream.hub.shared.budget.held).toBe(before);
    expect(socket.of("subscribed")).toHaveLength(20);
  });

  it("of a frame that comes byte by byte", async () => {
    const stream = await fakeStream(0);
    const { session, socket: pipe } = stream.connect();
    const before = stream.hub.shared.budget.held;
    for (const bytes of [10, 200, 60_000]) {
      pipe.bytesRead += bytes;
      await stream.hub.tick();
    }
    expect(stream.hub.shared.budget.held - before).toBe(60_210);
    pipe.bytesRead += 8;
    session.admits(60_210);
    await stream.hub.tick();
    expect(stream.hub.shared.budget.held).toBe(before);
    pipe.bytesRead += 500;
    await stream.hub.tick();
    stream.hub.left(session);
    expect(stream.hub.shared.budget.held).toBe(before);
  });
});

describe("a client that does not read", () => {
  it("and calls and calls is closed with 4008", async () => {
    const stream = await fakeStream(0);
    const { socket, take } = stream.connect();
    socket.isStuck = true;
    for (let id = 0; id < 20_000 && socket.closed === undefined; id += 1) {
      take({ ...market, id });
      take({ t: "unsubscribe", id, sub: "a" });
      if (id % 20 === 19) await settle();
    }
    expect(socket.closed?.code).toBe(4008);
    expect(socket.writableLength).toBeLessThan(1_400 * KB);
  });

  it("is alive as long as it takes a little now and then, though no pong comes through", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...market, from: "now" });
    socket.isStuck = true;
    await stream.commit(4_000);
    for (let round = 0; round < 10; round += 1) {
      socket.takePart(1_000);
      await stream.clock.pass(30_000);
      await stream.hub.tick();
      expect(socket.closed).toBeUndefined();
    }
    await stream.clock.pass(61_000);
    await stream.hub.tick();
    expect(socket.closed?.code).toBe(4008);
  });

  it("a client that only pings is alive", async () => {
    const stream = await fakeStream(0);
    const { socket, session } = stream.connect();
    for (let round = 0; round < 10; round += 1) {
      session.heard(0);
      await stream.clock.pass(30_000);
      await stream.hub.tick();
    }
    expect(socket.closed).toBeUndefined();
  });
});

describe("keys", () => {
  const desk: ApiKey = {
    name: "desk",
    scopes: new Set(["read"]),
    perMinute: undefined,
    perDay: undefined,
    sha256: hashKey("desk"),
  };
  const find = (shown: string | undefined): ApiKey | undefined =>
    shown === "desk" ? desk : undefined;
  const count = (): Promise<undefined> => Promise.resolve(undefined);
  const hello = { t: "hello", token: "desk" } as const;

  it("of connections that show none, the oldest goes for one more", async () => {
    const stream = await fakeStream(0, { keys: { find, count } });
    const first = stream.connect();
    const second = stream.connect();
    await second.send(hello);
    const others = range(1, MAX_UNAUTHENTICATED).map(() => stream.connect());
    expect(first.socket.closed?.code).toBe(4408);
    for (const { socket } of [second, ...others]) expect(socket.closed).toBeUndefined();
    stream.connect();
    expect(others[0]?.socket.closed?.code).toBe(4408);
  });

  it("have so many connections each, and room again when one leaves", async () => {
    const stream = await fakeStream(0, { keys: { find, count } });
    const clients = range(1, 1_000).map(() => {
      const client = stream.connect();
      client.take(hello);
      return client;
    });
    const more = stream.connect();
    await more.send(hello);
    expect(more.socket.of("error")).toMatchObject([{ code: "limit", temporary: true }]);
    expect(more.socket.closed?.code).toBe(1013);
    stream.hub.left(clients[0]!.session);
    const another = stream.connect();
    await another.send(hello);
    expect(another.socket.of("welcome")).toHaveLength(1);
  });

  it("have the limits of REST: subscribe and control count", async () => {
    let left = 2;
    const stream = await fakeStream(5, {
      keys: {
        find,
        count: () => {
          left -= 1;
          const spent = { label: "minute", windowS: 60, limit: 2, left: 0, resetS: 17 } as const;
          return Promise.resolve(left < 0 ? { ...spent, isAllowed: false } : undefined);
        },
      },
    });
    const { socket, send } = stream.connect();
    await send(hello);
    await send({ ...market, from: "start" });
    await send({ t: "control", id: 2, sub: "a", op: "pause" });
    await send({ t: "control", id: 3, sub: "a", op: "resume" });
    await send({ ...market, id: 4, sub: "b" });
    await send({ t: "unsubscribe", id: 5, sub: "a" });
    expect(socket.of("error")).toMatchObject(
      [3, 4].map((id) => ({ id, code: "rate_limited", temporary: true, retry_after_ms: 17_000 })),
    );
    expect(socket.of("unsubscribed")).toHaveLength(1);
  });
});
