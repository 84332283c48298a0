import fc from "fast-check";
import { expect, it } from "vitest";

import { FairQueue, type Queued } from "./fair-queue.js";

const QUANTUM = 4;
const queueOf = (...items: Queued[]): FairQueue<Queued> => {
  const queue = new FairQueue<Queued>(QUANTUM);
  for (const item of items) queue.push(item);
  return queue;
};
const drain = (queue: FairQueue<Queued>): Queued[] => {
  const items: Queued[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
};

it("serves a key with little in the queue between those of a key with much", () => {
  const queue = queueOf(...Array.from({ length: 100 }, () => ({ key: "busy", work: 1 })), {
    key: "quiet",
    work: 1,
  });
  expect(drain(queue).findIndex(({ key }) => key === "quiet")).toBeLessThanOrEqual(QUANTUM);
});

it("gives keys the same work, not the same number of requests", () => {
  const queue = queueOf(
    ...Array.from({ length: 50 }, () => ({ key: "large", work: 10 })),
    ...Array.from({ length: 500 }, () => ({ key: "small", work: 1 })),
  );
  const first = drain(queue).slice(0, 220);
  const work = (of: string): number =>
    first.filter(({ key }) => key === of).reduce((sum, item) => sum + item.work, 0);
  expect(work("large") / work("small")).toBeCloseTo(1, 0);
});

it("counts before a new item its own key's work, and no more than that of any other", () => {
  const queue = queueOf(...Array.from({ length: 100 }, () => ({ key: "busy", work: 1 })), {
    key: "quiet",
    work: 2,
  });
  expect(queue.workAhead("quiet", 1)).toBe(2 + 3);
  expect(queue.workAhead("new", 1)).toBe(2);
  expect(queue.workAhead("busy", 1)).toBe(102);
});

it("takes out what is over, and keeps the rest in order", () => {
  const items = Array.from({ length: 2_000 }, (_, index) => ({
    key: `k${index % 3}`,
    work: 1,
    index,
  }));
  const queue = new FairQueue<(typeof items)[number]>(QUANTUM);
  for (const item of items) queue.push(item);
  expect(queue.removeWhere(({ index }) => index % 20 !== 0)).toHaveLength(1_900);
  expect(queue.length).toBe(100);
  expect(queue.work).toBe(100);
  expect(queue.workAhead("k0", 1)).toBeGreaterThanOrEqual(100 - 2);
});

it("loses nothing, doubles nothing, and keeps the order within a key", () => {
  const item = fc.record({
    key: fc.constantFrom("a", "b", "c"),
    work: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), (items) => {
      const served = drain(queueOf(...items));
      expect(served).toHaveLength(items.length);
      for (const name of ["a", "b", "c"])
        expect(served.filter(({ key }) => key === name)).toEqual(
          items.filter(({ key }) => key === name),
        );
    }),
  );
});
