import type { ChunkStages } from "#storage";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ChunkStagesRecorder } from "./chunk-stages.recorder.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const recording = (fail = false) => {
  const stored: (readonly ChunkStages[])[] = [];
  const recorder = new ChunkStagesRecorder({
    store: (chunks) => {
      stored.push(chunks);
      return fail ? Promise.reject(new Error("away")) : Promise.resolve();
    },
  });
  return { recorder, stored };
};

it("stores chunks that end soon after each other in one round trip", async () => {
  const { recorder, stored } = recording();
  recorder.record("a", 0, { load: 1 });
  recorder.record("a", 1, { load: 2 });
  expect(stored).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  recorder.record("a", 2, { load: 3 });
  await vi.advanceTimersByTimeAsync(100);
  expect(stored.map((chunks) => chunks.map(({ chunk }) => chunk))).toEqual([[0, 1], [2]]);
});

it("stores what waits when the worker stops", async () => {
  const { recorder, stored } = recording();
  recorder.record("a", 0, { load: 1 });
  await recorder.beforeApplicationShutdown();
  expect(stored).toHaveLength(1);
  recorder.record("a", 1, { load: 1 });
  await Promise.resolve();
  expect(stored).toHaveLength(2);
});

it("goes on when the database is unavailable", async () => {
  const { recorder, stored } = recording(true);
  recorder.record("a", 0, { load: 1 });
  await vi.advanceTimersByTimeAsync(100);
  recorder.record("a", 1, { load: 1 });
  await recorder.beforeApplicationShutdown();
  expect(stored).toHaveLength(2);
});
