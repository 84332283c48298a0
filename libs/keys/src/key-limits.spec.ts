import { expect, it } from "vitest";

import { KeyLimits, type WantedLease } from "./key-limits.js";

// Several gateways and one table.
const START_MS = 86_400_000 * 20_000;
const key = (perMinute?: number, perDay?: number) => ({
  name: "desk",
  scopes: new Set(["value"] as const),
  perMinute,
  perDay,
  sha256: Buffer.alloc(32),
});
const table = () => {
  const counts = new Map<string, number>();
  const asked: WantedLease[] = [];
  const lease = (wanted: WantedLease): Promise<number> => {
    asked.push(wanted);
    const place = `${wanted.name} ${wanted.windowS} ${wanted.number}`;
    const taken = (counts.get(place) ?? 0) + wanted.requests;
    counts.set(place, taken);
    return Promise.resolve(taken);
  };
  return { lease, asked };
};
const unexpected = (error: Error): never => {
  throw error;
};
const isAllowed = async (limits: KeyLimits, of: ReturnType<typeof key>, nowMs = START_MS) =>
  (await limits.take(of, nowMs)).every((allowance) => allowance.isAllowed);

it("lets through as many as a minute has, and all again in the next", async () => {
  const limits = new KeyLimits(table().lease, unexpected);
  const took = async (nowMs: number) => (await limits.take(key(3), nowMs))[0];
  const left = [await took(START_MS), await took(START_MS), await took(START_MS)];
  expect(left.map((one) => one?.left)).toEqual([2, 1, 0]);
  expect(await took(START_MS)).toMatchObject({ isAllowed: false, left: 0, resetS: 60 });
  expect(await took(START_MS + 60_000)).toMatchObject({ isAllowed: true, left: 2 });
});

it("three gateways never let through more than the limit together, whatever comes at once", async () => {
  const { lease, asked } = table();
  const gateways = Array.from({ length: 3 }, () => new KeyLimits(lease, unexpected));
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, (_, call) => isAllowed(gateways[call % 3]!, key(100))),
  );
  expect(outcomes.filter(Boolean)).toHaveLength(100);
  // A tenth at a time, and once too often for each that finds that nothing is left.
  expect(asked.length).toBeLessThanOrEqual(13);
});

it("a gateway that is asked little keeps no more than a tenth from the others", async () => {
  const { lease } = table();
  const [busy, quiet] = [new KeyLimits(lease, unexpected), new KeyLimits(lease, unexpected)];
  expect(await isAllowed(quiet, key(100))).toBe(true);
  let allowed = 0;
  while (await isAllowed(busy, key(100))) allowed += 1;
  expect(allowed).toBe(90);
});

it("a day's quota holds beside a minute's limit, and a rejected request is counted in neither", async () => {
  const limits = new KeyLimits(table().lease, unexpected);
  const both = key(2, 3);
  expect(await limits.take(both, START_MS)).toMatchObject([
    { label: "minute", left: 1 },
    { label: "day", left: 2, windowS: 86_400, resetS: 86_400 },
  ]);
  expect(await isAllowed(limits, both)).toBe(true);
  expect(await limits.take(both, START_MS)).toMatchObject([
    { label: "minute", isAllowed: false },
    { label: "day", isAllowed: true, left: 1 },
  ]);
  expect(await isAllowed(limits, both, START_MS + 60_000)).toBe(true);
  expect(await limits.take(both, START_MS + 60_000)).toMatchObject([
    { label: "minute", isAllowed: true },
    { label: "day", isAllowed: false, left: 0 },
  ]);
});

it("applies the limits by itself while the count is unavailable, and reports that once", async () => {
  const errors: string[] = [];
  const limits = new KeyLimits(
    () => Promise.reject(new Error("away")),
    ({ message }) => errors.push(message),
  );
  let allowed = 0;
  while (await isAllowed(limits, key(20))) allowed += 1;
  expect(allowed).toBe(20);
  expect(errors).toEqual(["away"]);
});

it("a key without a limit is not counted", async () => {
  expect(await new KeyLimits(unexpected as never, unexpected).take(key(), START_MS)).toEqual([]);
});
