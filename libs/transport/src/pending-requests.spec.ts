import type { WritePacket } from "@nestjs/microservices";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { RequestTiming } from "./packet.js";
import { PendingRequests } from "./pending-requests.js";

/** A request whose result is stored while its reply is still under way. */
const givenAStoredResult = () => {
  const answers: WritePacket[] = [];
  const timings: RequestTiming[] = [];
  const pending = new PendingRequests();
  const options = {
    recover: () => Promise.resolve("stored"),
    onTiming: (timing: RequestTiming) => timings.push(timing),
  };
  const id = pending.add(options, (packet) => answers.push(packet));
  pending.markStored(id);
  const reply = { id, pickedUpAtMs: Date.now(), handedAtMs: Date.now(), stages: { load: 2 } };
  return { pending, answers, timings, reply };
};

describe("a request whose reply does not come in time", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is answered by a late reply, which says where the time went, also when the result was found before", async () => {
    const { pending, answers, timings, reply } = givenAStoredResult();
    await vi.advanceTimersByTimeAsync(300);
    pending.take(JSON.stringify({ ...reply, response: "replied" }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(answers).toEqual([{ response: "replied", isDisposed: true }]);
    expect(timings).toMatchObject([{ stages: { load: 2 } }]);
  });

  it("reads its result once more when the late reply only says that it is stored", async () => {
    const { pending, answers, timings, reply } = givenAStoredResult();
    await vi.advanceTimersByTimeAsync(300);
    pending.take(JSON.stringify({ ...reply, isStored: true }));
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toEqual([{ response: "stored", isDisposed: true }]);
    expect(timings).toHaveLength(1);
  });

  it("is answered with what was found when no reply comes", async () => {
    const { answers, timings } = givenAStoredResult();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(answers).toEqual([{ response: "stored", isDisposed: true }]);
    expect(timings).toEqual([]);
  });
});

describe("where the time went, with a worker whose clock is off", () => {
  it.each([-3_600_000, 3_600_000])("%s ms: its stages fit between sending and holding", (offMs) => {
    const timings: RequestTiming[] = [];
    const pending = new PendingRequests();
    const id = pending.add(
      {
        recover: () => Promise.resolve(undefined),
        onTiming: (timing: RequestTiming) => timings.push(timing),
      },
      () => undefined,
    );
    pending.markStored(id);
    const pickedUpAtMs = Date.now() + offMs;
    const reply = { id, pickedUpAtMs, handedAtMs: pickedUpAtMs, stages: { load: 0 } };
    pending.take(JSON.stringify({ ...reply, response: "replied" }));
    const [timing] = timings;
    if (timing === undefined) throw new Error("No timing was reported.");
    const { sentAtMs, heldAtMs, enqueueMs, queueMs, replyMs } = timing;
    expect(enqueueMs + queueMs + replyMs).toBeCloseTo(heldAtMs - sentAtMs, 6);
    for (const part of [enqueueMs, queueMs, replyMs]) expect(part).toBeGreaterThanOrEqual(0);
  });
});

describe("requests that share a job", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const givenThree = () => {
    const pending = new PendingRequests();
    const ids = [1, 2, 3].map(() => pending.add({}, () => undefined));
    let isOver = false;
    void pending.untilAnswered(ids, 50).then(() => {
      isOver = true;
    });
    return { pending, ids, isOver: () => isOver };
  };

  it("are waited for until the last of them is answered, has failed or is given up", async () => {
    const { pending, ids, isOver } = givenThree();
    const [answered = "", failed = "", forgotten = ""] = ids;
    pending.take(JSON.stringify({ id: answered, pickedUpAtMs: 0, handedAtMs: 0, stages: {} }));
    pending.fail(failed, new Error("no"));
    await vi.advanceTimersByTimeAsync(49);
    expect(isOver()).toBe(false);
    pending.forget(forgotten);
    await vi.advanceTimersByTimeAsync(0);
    expect(isOver()).toBe(true);
  });

  it("are waited for no longer than the limit", async () => {
    const { isOver } = givenThree();
    await vi.advanceTimersByTimeAsync(49);
    expect(isOver()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver()).toBe(true);
  });

  it("are not waited for when they are answered already", async () => {
    const pending = new PendingRequests();
    await pending.untilAnswered(["unknown"], 50);
  });
});
