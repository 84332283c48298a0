import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ProblemError } from "../http/problem-error.js";
import { AdmissionQueue, type Admittance } from "./admission-queue.js";

const MAX_WAIT_MS = 1_000;
const SERVICE_MS = 20;
const RETRY_MS = 250;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ask = (more: Partial<Admittance> = {}): Admittance => ({
  key: "",
  names: 3,
  maxWaitMs: 5_000,
  ...more,
});
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** A queue before workers that take requests one by one, 50 a second, unless they are frozen. */
class System {
  readonly queue = new AdmissionQueue(MAX_WAIT_MS, Date.now);
  readonly tookMs: number[] = [];
  readonly retriesS: number[] = [];
  isFrozen = false;
  private freeMs = 0;

  /** How long it took until it was served; undefined when it was rejected. */
  async call(request = ask()): Promise<number | undefined> {
    const sinceMs = Date.now();
    try {
      const finish = await this.queue.enter(request);
      this.freeMs = Math.max(this.freeMs, Date.now()) + SERVICE_MS;
      await sleep(this.freeMs - Date.now());
      while (this.isFrozen) await sleep(100);
      finish();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.retriesS.push(error.retryAfterS ?? Number.NaN);
      return undefined;
    }
    const tookMs = Date.now() - sinceMs;
    this.tookMs.push(tookMs);
    return tookMs;
  }

  /** Callers that ask again as soon as they are answered, and soon after a rejection. @returns answers a second */
  async crowd(callers: number, seconds: number): Promise<number> {
    const endMs = Date.now() + seconds * 1_000;
    const before = this.tookMs.length;
    const caller = async (): Promise<void> => {
      while (Date.now() < endMs) if ((await this.call()) === undefined) await sleep(RETRY_MS);
    };
    const all = Promise.all(Array.from({ length: callers }, caller));
    await pass(seconds * 1_000);
    const perSecond = (this.tookMs.length - before) / seconds;
    this.isFrozen = false;
    await pass(3_000);
    await all;
    return perSecond;
  }
}

it.each([1, 16, 40])("%i callers are served without a rejection", async (callers) => {
  const system = new System();
  expect(await system.crowd(callers, 3)).toBeGreaterThan(callers === 1 ? 40 : 48);
  expect(system.retriesS).toEqual([]);
});

it("200 callers keep the workers busy, wait no longer than the limit, and spread their retries", async () => {
  const system = new System();
  await system.crowd(200, 2);
  const { length } = system.tookMs;
  expect(await system.crowd(200, 4)).toBeGreaterThan(48);
  // The first ones are judged by an old rate.
  const settled = system.tookMs.slice(length + 100);
  const late = settled.filter((ms) => ms > 1.2 * MAX_WAIT_MS);
  expect(late.length).toBeLessThan(0.05 * settled.length);
  expect(new Set(system.retriesS).size).toBeGreaterThan(1);
  expect(Math.min(...system.retriesS)).toBe(1);
});

it("rejects no request while there is room, whatever the measured rate", async () => {
  const system = new System();
  await system.crowd(80, 2);
  system.isFrozen = true;
  await system.crowd(80, 2);
  expect(system.queue.snapshot()).toMatchObject({ inFlight: 0, queued: 0, estimatedWaitMs: 0 });
  expect(system.queue.reject(ask())).toBeUndefined();
  expect(await system.crowd(40, 3)).toBeGreaterThan(45);
});

it("rejects within the limit who waits while nothing finishes", async () => {
  const system = new System();
  system.isFrozen = true;
  const calls = Array.from({ length: 100 }, () => system.call());
  await pass(MAX_WAIT_MS + 100);
  expect(system.retriesS.length).toBeGreaterThan(50);
  expect(system.queue.snapshot().queued).toBe(0);
  expect(system.queue.reject(ask())).toBeGreaterThanOrEqual(1);
  system.isFrozen = false;
  await pass(3_000);
  await Promise.all(calls);
});

it("no caller waits for longer than its own limit", async () => {
  const system = new System();
  system.isFrozen = true;
  const others = Array.from({ length: 50 }, () => system.call());
  const hurried = system.call(ask({ maxWaitMs: 100 }));
  await pass(200);
  expect(system.retriesS).toHaveLength(1);
  system.isFrozen = false;
  await pass(3_000);
  await Promise.all([...others, hurried]);
});

it("a busy key does not keep another from being served", async () => {
  const system = new System();
  await system.crowd(80, 2);
  const busy = Array.from({ length: 300 }, () => system.call(ask({ key: "busy" })));
  const quiet = system.call(ask({ key: "quiet" }));
  await pass(10_000);
  await Promise.all(busy);
  expect(await quiet).toBeLessThan(MAX_WAIT_MS);
});

it("counts requests that wait for their turn, fairly by key", async () => {
  const system = new System();
  const { queue } = system;
  const crowd = system.crowd(80, 2);
  await pass(1_900);
  for (let index = 0; index < 1_000; index += 1)
    queue.turns.take(
      () => "busy",
      () => undefined,
    );
  expect(queue.snapshot().queued).toBeGreaterThan(900);
  expect(queue.reject(ask({ key: "busy" }))).toBeGreaterThanOrEqual(1);
  expect(queue.reject(ask({ key: "quiet", names: 1, maxWaitMs: 60_000 }))).toBeUndefined();
  await pass(5_000);
  await crowd;
});

it("a large request counts as the work that it is", async () => {
  const system = new System();
  await system.crowd(80, 2);
  const calls = Array.from({ length: 45 }, () => system.call());
  await pass(1);
  expect(system.queue.reject(ask({ names: 1_000 }))).toBeGreaterThanOrEqual(1);
  expect(system.queue.reject(ask({ names: 1 }))).toBeUndefined();
  await pass(3_000);
  await Promise.all(calls);
});

it("does nothing for a caller that is gone when its turn comes", async () => {
  const system = new System();
  const calls = Array.from({ length: 60 }, () => system.call());
  const gone = system.call(ask({ isGone: () => true }));
  await pass(3_000);
  await Promise.all(calls);
  expect(await gone).toBeUndefined();
});
