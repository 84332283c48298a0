import { expect, it } from "vitest";

import { event, range, settle } from "../test/fakes.js";
import { ByteBudget } from "./byte-budget.js";
import { itemOfLog, type Item } from "./item.js";
import { PageCache } from "./page-cache.js";

const items = (seq: number, limit: number): Item[] =>
  range(seq + 1, seq + limit).map((place) => itemOfLog(event(place)));
const read = (seq: number, limit: number): Promise<Item[]> => Promise.resolve(items(seq, limit));

it("counts each referenced page once, and releases all of them", async () => {
  const budget = new ByteBudget(1e9);
  const pageBytes = items(0, 10).reduce((sum, { body }) => sum + body.length + 300, 0);
  const pages = new PageCache(10, pageBytes, budget);
  const first = await pages.get("s", 1, read);
  expect(budget.held).toBe(pageBytes);
  first.hold();
  first.hold();
  expect(budget.held).toBe(pageBytes);
  const second = await pages.get("s", 11, read);
  // The first is not kept any more, and two hold it still.
  expect(budget.held).toBe(first.bytes + second.bytes);
  first.release();
  expect(budget.held).toBe(first.bytes + second.bytes);
  first.release();
  expect(budget.held).toBe(second.bytes);
});

it("keeps one page alone when the budget has no room", async () => {
  const budget = new ByteBudget(0);
  const pages = new PageCache(10, 1e9, budget);
  for (let place = 1; place <= 100; place += 10) await pages.get("s", place, read);
  expect(budget.held).toBe((await pages.get("s", 91, read)).bytes);
});

it("reads four pages at a time, in the order in which they were asked for", async () => {
  const pages = new PageCache(10, 1e9, new ByteBudget(1e9));
  const asked: number[] = [];
  const open: (() => void)[] = [];
  const slow = async (seq: number, limit: number): Promise<Item[]> => {
    asked.push(seq);
    await new Promise<void>((resolve) => open.push(resolve));
    if (seq === 10) throw new Error("away");
    return items(seq, limit);
  };
  const all = Promise.allSettled(
    range(0, 9).map(async (index) => pages.get("s", index * 10 + 1, slow)),
  );
  await settle();
  expect(asked).toEqual([0, 10, 20, 30]);
  for (const more of [4, 2, 0]) {
    for (const done of open.splice(0)) done();
    await settle();
    expect(open.length).toBe(more);
  }
  expect((await all).map(({ status }) => status)).toEqual(
    range(0, 9).map((index) => (index === 1 ? "rejected" : "fulfilled")),
  );
  expect(asked).toEqual(range(0, 9).map((index) => index * 10));
});
