import { describe, expect, it } from "vitest";

import { Coalescer } from "./coalescer.js";

/** A round trip that ends when the test says so. */
const controlled = () => {
  const trips: { requests: readonly number[]; end: () => void; fail: (error: Error) => void }[] =
    [];
  const runMany = (requests: readonly number[]): Promise<number[]> =>
    new Promise((resolve, reject) => {
      trips.push({ requests, end: () => resolve(requests.map((n) => n * 10)), fail: reject });
    });
  return { trips, runMany };
};
const one = () => 1;

describe("Coalescer", () => {
  it("sends the first request at once and joins those that come meanwhile", async () => {
    const { trips, runMany } = controlled();
    const coalescer = new Coalescer(runMany, one, 100, 1);
    const answers = [1, 2, 3].map((n) => coalescer.run(n));
    expect(trips.map(({ requests }) => requests)).toEqual([[1]]);
    trips[0]?.end();
    expect(await answers[0]).toBe(10);
    expect(trips[1]?.requests).toEqual([2, 3]);
    trips[1]?.end();
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  });

  it("keeps a round trip within its size, and lets a larger request go alone", async () => {
    const { trips, runMany } = controlled();
    const coalescer = new Coalescer(runMany, (n: number) => n, 5, 1);
    const answers = [1, 2, 3, 9, 4].map((n) => coalescer.run(n));
    for (let trip = 0; trip < 4; trip += 1) {
      trips[trip]?.end();
      await answers[trip];
    }
    await Promise.all(answers);
    expect(trips.map(({ requests }) => requests)).toEqual([[1], [2, 3], [9], [4]]);
  });

  it("fails all that shared the round trip, and goes on with the next", async () => {
    const { trips, runMany } = controlled();
    const coalescer = new Coalescer(runMany, one, 100, 1);
    const first = coalescer.run(1);
    const second = coalescer.run(2);
    trips[0]?.fail(new Error("away"));
    await expect(first).rejects.toThrow("away");
    trips[1]?.end();
    expect(await second).toBe(20);
  });
});
