import type { KeyUse } from "#storage";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { KeyLimits } from "./key-limits.js";

// Two gateways and one table, by a clock of the test's own.
beforeEach(() => vi.useFakeTimers({ now: 60_000_000 }));
afterEach(() => vi.useRealTimers());

const key = (perMinute?: number) => ({
  name: "desk",
  scopes: new Set(["value"] as const),
  perMinute,
  sha256: Buffer.alloc(32),
});
const table = () => {
  const counts = new Map<string, number>();
  return (uses: readonly KeyUse[]): Promise<KeyUse[]> =>
    Promise.resolve(
      uses.map(({ name, minute, used }) => {
        const total = (counts.get(`${name} ${minute}`) ?? 0) + used;
        counts.set(`${name} ${minute}`, total);
        return { name, minute, used: total };
      }),
    );
};
const unexpected = (error: Error): never => {
  throw error;
};

it("lets through as many as a minute has, and all again in the next", () => {
  const limits = new KeyLimits(table(), unexpected);
  const took = () => limits.take(key(3), Date.now());
  expect([took(), took(), took()].map((one) => one?.left)).toEqual([2, 1, 0]);
  expect(took()).toMatchObject({ isAllowed: false, left: 0, resetS: 60 });
  vi.setSystemTime(60_000_000 + 60_000);
  expect(took()).toMatchObject({ isAllowed: true, left: 2 });
});

it("two gateways share one limit, a quarter of a second late", async () => {
  const add = table();
  const [one, two] = [new KeyLimits(add, unexpected), new KeyLimits(add, unexpected)];
  for (let count = 0; count < 6; count += 1) one.take(key(10), Date.now());
  two.take(key(10), Date.now());
  await vi.advanceTimersByTimeAsync(250);
  two.take(key(10), Date.now());
  await vi.advanceTimersByTimeAsync(250);
  expect(two.take(key(10), Date.now())).toMatchObject({ left: 1 });
  expect(two.take(key(10), Date.now())).toMatchObject({ isAllowed: true, left: 0 });
  expect(two.take(key(10), Date.now())).toMatchObject({ isAllowed: false });
});

it("what comes while a count is on its way is told too, without another request", async () => {
  const add = table();
  let letGo = (): void => undefined;
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
  const limits = new KeyLimits(async (uses) => {
    await isLetGo;
    return add(uses);
  }, unexpected);
  limits.take(key(10), Date.now());
  await vi.advanceTimersByTimeAsync(250);
  for (let count = 0; count < 5; count += 1) limits.take(key(10), Date.now());
  letGo();
  await vi.advanceTimersByTimeAsync(250);
  expect((await add([{ name: "desk", minute: 1_000, used: 0 }]))[0]?.used).toBe(6);
});

it("what could not be told is told later; that it could not, once", async () => {
  const add = table();
  let isAway = true;
  const errors: string[] = [];
  const limits = new KeyLimits(
    (uses) => (isAway ? Promise.reject(new Error("away")) : add(uses)),
    ({ message }) => errors.push(message),
  );
  limits.take(key(5), Date.now());
  await vi.advanceTimersByTimeAsync(1_000);
  isAway = false;
  limits.take(key(5), Date.now());
  await vi.advanceTimersByTimeAsync(250);
  expect(errors).toEqual(["away"]);
  expect((await add([{ name: "desk", minute: 1_000, used: 0 }]))[0]?.used).toBe(2);
});

it("a key without a limit is not counted", () => {
  expect(new KeyLimits(unexpected as never, unexpected).take(key(), Date.now())).toBeUndefined();
});
