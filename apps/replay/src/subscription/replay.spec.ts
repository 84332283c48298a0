import { HASH_START, nextHash } from "#contracts";
import { describe, expect, it } from "vitest";

import { fakeStream, manifestOf, range, settle, type FakeStream } from "../test/fakes.js";

// Real: everything of the stream but the socket, the store and the time.
const manifest = { t: "subscribe", id: 1, sub: "r", manifest: "m" } as const;
const control = (op: string, value?: unknown, id = 2) =>
  ({ t: "control", id, sub: "r", op, ...(value === undefined ? {} : { value }) }) as never;

/** Runs until nothing is left to wait for. */
const finish = async (stream: FakeStream): Promise<void> => {
  while (stream.clock.nextMs !== undefined)
    await stream.clock.pass(stream.clock.nextMs - stream.clock.now());
};

describe("pace", () => {
  it("keeps to one origin: no drift over an hour's schedule, at any speed", async () => {
    for (const speed of [1, 3]) {
      const hour = manifestOf(3_600, 1_000);
      const stream = await fakeStream(0, { manifest: hour });
      const { socket, send } = stream.connect();
      const startMs = stream.clock.now();
      await send({ ...manifest, speed });
      for (let step = 0; step < 3_600; step += 1) {
        // Each timer is late, by 0 to 3 ms.
        const nextMs = stream.clock.nextMs ?? 0;
        await stream.clock.pass(Math.max(0, nextMs - stream.clock.now() + (step % 4)));
      }
      const late = socket.events.map(({ st, seq }) => st - startMs - (seq * 1_000) / speed);
      expect(late).toHaveLength(3_600);
      expect(Math.max(...late)).toBeLessThan(4);
      expect(Math.min(...late)).toBeGreaterThan(-0.51);
    }
  }, 30_000);

  it("a delay that no timer can hold is waited for in parts", async () => {
    const days = 30 * 86_400_000;
    const stream = await fakeStream(0, { manifest: manifestOf(1, days) });
    const { socket, send } = stream.connect();
    await send(manifest);
    expect((stream.clock.nextMs ?? 0) - stream.clock.now()).toBeLessThanOrEqual(2 ** 31 - 1);
    await stream.clock.pass(days - 1);
    expect(socket.seqs).toEqual([]);
    await stream.clock.pass(1);
    expect(socket.seqs).toEqual([1]);
  });

  it("another speed goes on from where it is", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send(manifest);
    await stream.clock.pass(1_000);
    await send(control("speed", 2));
    await stream.clock.pass(500);
    expect(socket.of("controlled")).toMatchObject([{ id: 2, gen: 1, seq: 10, speed: 2 }]);
    expect(socket.seqs).toEqual(range(1, 20));
  });

  it("sends nothing while paused, and steps on request", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send(manifest);
    await stream.clock.pass(550);
    await send(control("pause"));
    await stream.clock.pass(60_000);
    expect(socket.seqs).toEqual(range(1, 5));
    expect(socket.of("mark").at(-1)).toMatchObject({ phase: "paused", seq: 5, n: 5 });
    await send(control("step", 2));
    expect(socket.seqs).toEqual(range(1, 7));
    expect(socket.phases.filter((phase) => phase === "paused")).toHaveLength(2);
    await send(control("resume"));
    await stream.clock.pass(99);
    expect(socket.seqs).toEqual(range(1, 7));
    await stream.clock.pass(1);
    expect(socket.seqs).toEqual(range(1, 8));
  });
});

describe("the hash", () => {
  it("is one at every speed, batch size and number of pauses; a flipped byte makes another", async () => {
    const hashOf = async (caps: string[], speed: number, pauses: number): Promise<string> => {
      const stream = await fakeStream(0);
      const { socket, send } = stream.connect();
      await send({ t: "hello", caps });
      await send({ ...manifest, speed });
      for (let pause = 0; pause < pauses; pause += 1) {
        await stream.clock.pass(170);
        await send(control("pause"));
        await stream.clock.pass(1_000);
        await send(control("resume"));
      }
      await finish(stream);
      expect(socket.seqs).toEqual(range(1, 20));
      const ended = socket.of("mark").at(-1);
      expect(ended?.phase).toBe("ended");
      expect(ended?.hash).toBe(stream.manifest.view.hash);
      return ended?.hash ?? "";
    };
    const hashes = [
      await hashOf([], 0, 0),
      await hashOf(["batch"], 1, 3),
      await hashOf([], 7.5, 1),
    ];
    expect(new Set(hashes).size).toBe(1);
    const other = manifestOf(20, 100);
    const [first] = other.events;
    if (first === undefined) throw new Error("There is no event.");
    const text = Buffer.from("{}");
    expect(nextHash(HASH_START, 1, text)).not.toEqual(nextHash(HASH_START, 1, Buffer.from("{~")));
    expect(nextHash(HASH_START, 1, text)).not.toEqual(nextHash(HASH_START, 2, text));
  });

  it("is of what was sent: behind a filter, and from a place in the middle, it is worked out anew", async () => {
    const stream = await fakeStream(0);
    const whole = stream.manifest.view.hash;
    for (const more of [{ filter: { domains: ["a.one"] } }, { from: { seq: 5, epoch: whole } }]) {
      const { socket, send } = stream.connect();
      await send({ ...manifest, speed: 0, ...more });
      const ended = socket.of("mark").at(-1);
      expect(ended).toMatchObject({
        phase: "ended",
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      });
      expect(ended?.hash).not.toBe(whole);
    }
  });
});

describe("seek", () => {
  it("begins another gen at once: frames of the old one can be recognised and discarded", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send(manifest);
    await stream.clock.pass(1_000);
    await send(control("seek", 2));
    await stream.clock.pass(1_000);
    const at = socket.frames.findIndex(({ t }) => t === "controlled");
    expect(socket.frames[at]).toMatchObject({ gen: 2, seq: 2 });
    const events = (frames: typeof socket.frames) =>
      frames.flatMap((frame) => (frame.t === "event" ? [[frame.gen, frame.n, frame.seq]] : []));
    expect(events(socket.frames.slice(0, at))).toEqual(range(1, 10).map((n) => [1, n, n]));
    expect(events(socket.frames.slice(at))).toEqual(range(1, 11).map((n) => [2, n, n + 2]));
    // An acknowledgement of the old gen is on its way still.
    await send({ t: "ack", sub: "r", gen: 1, n: 10 });
    expect(socket.of("error")).toEqual([]);
  });

  it("goes to a delay, and on from there in time", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send(manifest);
    await send(control("seek", { delay_ms: 1_050 }));
    await stream.clock.pass(49);
    expect(socket.seqs).toEqual([]);
    await stream.clock.pass(1);
    expect(socket.seqs).toEqual([11]);
  });

  it("a storm of them leaves the last one, and says so to those that were too many", async () => {
    const stream = await fakeStream(0);
    const { socket, take } = stream.connect();
    take({ ...manifest, speed: 0 });
    await settle();
    for (let id = 0; id < 60; id += 1)
      take({ t: "control", id, sub: "r", op: "seek", value: id % 19 });
    await settle();
    expect(socket.of("controlled").map(({ id }) => id)).toEqual(range(0, 19));
    expect(socket.of("error")).toHaveLength(40);
    expect(socket.of("error")[0]).toMatchObject({ code: "rate_limited", temporary: true });
    const gens = new Map<number, number[]>();
    for (const { gen, n } of socket.events) gens.set(gen, [...(gens.get(gen) ?? []), n]);
    for (const ns of gens.values()) expect(ns).toEqual(range(1, ns.length));
    expect(socket.events.filter(({ gen }) => gen === 21).map(({ seq }) => seq)).toEqual(
      range(1, 20),
    );
  });

  it.each([-1, 21, 1e9])("to %d is out of range", async (value) => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send(manifest);
    await send(control("seek", value));
    expect(socket.of("error")).toMatchObject([
      { id: 2, sub: "r", code: "seek_range", oldest: 1, head: 20 },
    ]);
  });

  it("plays again what has ended", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...manifest, speed: 0 });
    expect(socket.phases).toEqual(["catching_up", "ended"]);
    await send(control("seek", 18));
    expect(socket.seqs.slice(20)).toEqual([19, 20]);
  });
});

describe("the end", () => {
  it("live: steps from a replay into the live stream without losing what came meanwhile", async () => {
    const stream = await fakeStream(7);
    const { socket, send } = stream.connect();
    await send({ ...manifest, on_end: "live" });
    await stream.clock.pass(1_000);
    await stream.commit(3);
    await finish(stream);
    await stream.commit(1);
    const live = socket.events.filter(({ gen }) => gen === 2);
    expect(live.map(({ seq }) => seq)).toEqual([8, 9, 10, 11]);
    expect(live.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect(socket.of("mark").at(-1)).toMatchObject({
      phase: "live",
      stream: "market",
      epoch: "epoch-1",
    });
  });

  it("live, by a control: from a range of the log to its tail", async () => {
    const stream = await fakeStream(50);
    const { socket, send } = stream.connect();
    await send({
      t: "subscribe",
      id: 1,
      sub: "r",
      stream: "market",
      from: "start",
      to: { seq: 30 },
      speed: 1,
    });
    await stream.clock.pass(10);
    await send(control("live"));
    await stream.commit(2);
    expect(socket.seqs).toEqual(range(1, 52));
    expect(socket.phases.at(-1)).toBe("live");
  });

  it("close: the connection ends with 1000", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...manifest, speed: 0, on_end: "close" });
    expect(socket.phases.at(-1)).toBe("ended");
    expect(socket.closed?.code).toBe(1000);
  });

  it("loop: the same again as another gen, with the same hash", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...manifest, on_end: "loop" });
    await stream.clock.pass(4_500);
    const ended = socket.of("mark").filter(({ phase }) => phase === "ended");
    expect(ended.map(({ gen }) => gen)).toEqual([1, 2]);
    expect(new Set(ended.map(({ hash }) => hash))).toEqual(new Set([stream.manifest.view.hash]));
    expect(socket.events.filter(({ gen }) => gen === 3).map(({ seq }) => seq)).toEqual(range(1, 5));
  });

  it("loop: a filter that lets nothing through is no reason to go round for ever", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...manifest, speed: 0, on_end: "loop", filter: { types: ["trade"] } });
    expect(socket.phases).toEqual(["catching_up", "ended"]);
  });

  it("of a manifest that was replaced before it gets an error", async () => {
    const stream = await fakeStream(0);
    const { socket, send } = stream.connect();
    await send({ ...manifest, from: { seq: 3, epoch: "another" } });
    expect(socket.of("error")).toMatchObject([{ code: "manifest_mismatch" }]);
  });

  it("of a manifest that is replaced during it gets an error, too", async () => {
    const stream = await fakeStream(0, { manifest: manifestOf(2_500, 1) });
    const { socket, send } = stream.connect();
    await send({ t: "hello", caps: ["ack"] });
    await send({ ...manifest, speed: 0 });
    Object.assign(stream.manifest.view, { manifestId: "m-2" });
    for (const n of [1_000, 2_000]) await send({ t: "ack", sub: "r", gen: 1, n });
    expect(socket.seqs.length).toBeLessThanOrEqual(2_000);
    expect(socket.of("error")).toMatchObject([{ sub: "r", code: "manifest_mismatch" }]);
  });
});

describe("a range of the log", () => {
  it("ends at `to`, with a hash; by time as by offset", async () => {
    const stream = await fakeStream(100);
    for (const ends of [
      { from: { seq: 9, epoch: "epoch-1" }, to: { seq: 20 } },
      { from: { time: new Date(10).toISOString() }, to: { time: new Date(20).toISOString() } },
    ] as const) {
      const { socket, send } = stream.connect();
      await send({ t: "subscribe", id: 1, sub: "r", stream: "market", ...ends });
      expect(socket.seqs).toEqual(range(10, 20));
      expect(socket.of("mark").at(-1)).toMatchObject({
        phase: "ended",
        seq: 20,
        hash: expect.any(String) as string,
      });
    }
  });
});
