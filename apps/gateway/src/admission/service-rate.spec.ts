import { expect, it } from "vitest";

import { ServiceRate } from "./service-rate.js";

it("knows nothing before there was too much to do", () => {
  const rate = new ServiceRate();
  for (let nowMs = 0; nowMs < 1_000; nowMs += 10) rate.finish(1, nowMs);
  expect(rate.perMs(1_000)).toBeUndefined();
});

it("measures what finishes while there is too much to do, and keeps that", () => {
  const rate = new ServiceRate();
  rate.saturate(0);
  for (let nowMs = 10; nowMs <= 1_000; nowMs += 10) rate.finish(5, nowMs);
  expect(rate.perMs(1_000)).toBeCloseTo(0.5);
  rate.relax();
  for (let nowMs = 1_010; nowMs <= 5_000; nowMs += 100) rate.finish(1, nowMs);
  expect(rate.perMs(5_000)).toBeCloseTo(0.5);
});

it("begins to measure with the first that finishes", () => {
  const rate = new ServiceRate();
  rate.saturate(0);
  for (let nowMs = 300; nowMs <= 1_000; nowMs += 10) rate.finish(5, nowMs);
  expect(rate.perMs(1_000)).toBeCloseTo(0.5);
});

it("takes an old measurement for a lower bound, except in a standstill", () => {
  const rate = new ServiceRate();
  rate.saturate(0);
  for (let nowMs = 10; nowMs <= 1_000; nowMs += 10) rate.finish(5, nowMs);
  expect(rate.optimisticPerMs(1_000)).toBeCloseTo(0.5);
  rate.relax();
  expect(rate.optimisticPerMs(5_000)).toBeCloseTo(1);
  rate.saturate(5_000);
  expect(rate.optimisticPerMs(5_100)).toBeCloseTo(1);
  expect(rate.optimisticPerMs(6_500)).toBeLessThan(0.5);
});

it("falls while nothing finishes, and recovers", () => {
  const rate = new ServiceRate();
  rate.saturate(0);
  for (let nowMs = 10; nowMs <= 1_000; nowMs += 10) rate.finish(5, nowMs);
  expect(rate.perMs(1_500)).toBeGreaterThan(0.3);
  expect(rate.perMs(11_000)).toBeLessThan(0.1);
  for (let nowMs = 11_010; nowMs <= 16_000; nowMs += 10) rate.finish(5, nowMs);
  expect(rate.perMs(16_000)).toBeGreaterThan(0.45);
});
