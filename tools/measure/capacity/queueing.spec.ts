import { describe, expect, it } from "vitest";

import { erlangC, meanWaitMs, serversFor, timeWithinMs } from "./queueing.js";

describe("Erlang's C", () => {
  it.each([
    // One server: a caller waits when it is busy. Two: ρ²·2/(1+ρ). Ten with 8: tables of telephone engineers.
    [1, 0.7, 0.7],
    [2, 1, 1 / 3],
    [10, 8, 0.4092],
    [5, 0, 0],
  ])("%d servers, %d Erlang: %d wait", (servers, load, expected) =>
    expect(erlangC(servers, load)).toBeCloseTo(expected, 4),
  );

  it("is finite for thousands of servers, and 1 when they cannot keep up", () => {
    expect(erlangC(5_000, 4_900)).toBeGreaterThan(0);
    expect(erlangC(5_000, 4_900)).toBeLessThan(0.2);
    expect(erlangC(3, 3)).toBe(1);
  });
});

describe("one server", () => {
  const half = { ratePerSecond: 50, serviceMs: 10, serviceCv: 1 };

  it("M/M/1: half busy, the wait is as long as the service; p95 is ln 20 / (μ − λ)", () => {
    expect(meanWaitMs(half, 1)).toBeCloseTo(10, 9);
    expect(timeWithinMs(half, 1, 0.95)).toBeCloseTo((Math.log(20) / (100 - 50)) * 1_000, 6);
  });

  it("M/D/1: a service that always takes the same halves the wait, and is its least", () => {
    expect(meanWaitMs({ ...half, serviceCv: 0 }, 1)).toBeCloseTo(5, 9);
    expect(timeWithinMs({ ...half, serviceCv: 0, ratePerSecond: 0 }, 1, 0.95)).toBeCloseTo(10, 6);
  });

  it("M/G/1: Pollaczek and Khinchine's wait, also where service varies much", () =>
    expect(meanWaitMs({ ...half, serviceCv: 2 }, 1)).toBeCloseTo((10 * (1 + 4)) / 2, 9));
});

it("idle, what remains is the service: p95 of an exponential one is ln 20 times its mean", () => {
  const idle = { ratePerSecond: 0, serviceMs: 2, serviceCv: 1 };
  expect(timeWithinMs(idle, 1, 0.95)).toBeCloseTo(2 * Math.log(20), 6);
  // Two means that are one: M/M/2 with a wait rate equal to the service rate.
  const equal = { ratePerSecond: 100, serviceMs: 10, serviceCv: 1 };
  const [at] = [timeWithinMs(equal, 2, 0.95)];
  expect(Math.exp(-at / 10) * (1 + ((1 / 3) * at) / 10)).toBeCloseTo(0.05, 9);
});

it("a mixture above cv 1 has the mean and the tail of its two kinds", () => {
  const mixed = { ratePerSecond: 0, serviceMs: 10, serviceCv: 3 };
  const median = timeWithinMs(mixed, 1, 0.5);
  expect(median).toBeLessThan(10 * Math.LN2);
  expect(timeWithinMs(mixed, 1, 0.99)).toBeGreaterThan(10 * Math.log(100));
});

describe("how many are needed", () => {
  const load = { ratePerSecond: 5_000, serviceMs: 1.4, serviceCv: 1 };

  it("the fewest that reach the goal: one less does not", () => {
    const servers = serversFor(load, 10, 0.95) ?? 0;
    expect(servers).toBeGreaterThan(7);
    expect(timeWithinMs(load, servers, 0.95)).toBeLessThanOrEqual(10);
    expect(timeWithinMs(load, servers - 1, 0.95)).toBeGreaterThan(10);
  });

  it("none, when the service alone takes longer than the goal", () =>
    expect(serversFor(load, 4, 0.95)).toBeUndefined());

  it("as many as the load at the least, however lax the goal", () =>
    expect(serversFor(load, 1_000_000, 0.95)).toBe(8));
});
