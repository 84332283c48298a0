import { describe, expect, it } from "vitest";

import { Coalescer, type CoalescerOptions } from "./coalescer.js";

/** A round trip that ends when the test says so. */
const controlled = (options: Partial<CoalescerOptions<number>> = {}) => {
  const trips: { requests: readonly number[]; end: () => void; fail: (error: Error) => void }[] =
    [];
  const runMany = (requests: readonly number[]): Promise<number[]> =>
    new Promise((resolve, reject) => {
      trips.push({ requests, end: () => resolve(requests.map((n) => n * 10)), fail: reject });
    });
  const coalescer = new Coalescer(runMany, {
    sizeOf: () => 1,
    maxSize: 100,
    maxRunning: 1,
    ...options,
  });
  return { trips, coalescer };
};

/** What has arrived is sent in the next turn of the event loop. */
const turn = () => new Promise(setImmediate);

describe("Coalescer", () => {
  it("sends the first request at once and joins those that come meanwhile", async () => {
    const { trips, coalescer } = controlled();
    const first = coalescer.run(1);
    await turn();
    expect(trips.map(({ requests }) => requests)).toEqual([[1]]);
    const others = [2, 3].map((n) => coalescer.run(n));
    await turn();
    expect(trips).toHaveLength(1);
    trips[0]?.end();
    expect(await first).toBe(10);
    expect(trips[1]?.requests).toEqual([2, 3]);
    trips[1]?.end();
    expect(await Promise.all(others)).toEqual([20, 30]);
  });

  it("joins what arrives in the same turn", async () => {
    const { trips, coalescer } = controlled({ maxRunning: 4 });
    const answers = [1, 2, 3].map((n) => coalescer.run(n));
    await turn();
    expect(trips.map(({ requests }) => requests)).toEqual([[1, 2, 3]]);
    trips[0]?.end();
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  });

  it("keeps a round trip within its size, and lets a larger request go alone", async () => {
    const { trips, coalescer } = controlled({ sizeOf: (n) => n, maxSize: 5 });
    const answers = [1, 2, 3, 9, 4].map((n) => coalescer.run(n));
    await turn();
    for (const answer of [answers[1], answers[2], answers[3], answers[4]]) {
      trips.at(-1)?.end();
      await answer;
    }
    await Promise.all(answers);
    expect(trips.map(({ requests }) => requests)).toEqual([[1, 2], [3], [9], [4]]);
  });

  it("fails all that shared the round trip, and goes on with the next", async () => {
    const { trips, coalescer } = controlled();
    const first = coalescer.run(1);
    await turn();
    const second = coalescer.run(2);
    trips[0]?.fail(new Error("away"));
    await expect(first).rejects.toThrow("away");
    trips[1]?.end();
    expect(await second).toBe(20);
  });

  it("runs each by itself when one of them may be at fault, and only that one fails", async () => {
    const runMany = (requests: readonly number[]): Promise<number[]> =>
      requests.includes(13)
        ? Promise.reject(new Error("unlucky"))
        : Promise.resolve(requests.map((n) => n * 10));
    const coalescer = new Coalescer(runMany, {
      sizeOf: () => 1,
      maxSize: 100,
      maxRunning: 1,
      isFaultOfOne: () => true,
    });
    const outcomes = await Promise.allSettled([12, 13, 14].map((n) => coalescer.run(n)));
    expect(outcomes.map((outcome) => ("value" in outcome ? outcome.value : "failed"))).toEqual([
      120,
      "failed",
      140,
    ]);
  });
});
