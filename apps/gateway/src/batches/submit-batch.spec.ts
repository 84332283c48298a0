import type { BatchRepository } from "#storage";
import type { BullMqClient } from "#transport";
import { expect, it, vi } from "vitest";

import type { AdmissionQueue } from "../admission/admission-queue.js";
import type { Backlog } from "../admission/backlog.js";
import type { RequestClock } from "../http/request-clock.js";
import type { StoredResults } from "./stored-results.js";
import { SubmitBatch, type Submission } from "./submit-batch.js";

// What is asked of the limits; nothing is admitted.
const full = new Error("full");
const submission = (entries: readonly unknown[], waitMs: number): Submission =>
  ({
    asked: { entries, ensemble: undefined },
    waitMs,
    idempotencyKey: undefined,
    owner: undefined,
    clock: {} as RequestClock,
  }) as unknown as Submission;

it("a rejected entry is work like any other", async () => {
  const enter = vi.fn(() => Promise.reject(full));
  const take = vi.fn(() => Promise.reject(full));
  const submit = new SubmitBatch(
    {} as BullMqClient,
    {} as BatchRepository,
    {} as StoredResults,
    {
      queue: { enter } as unknown as AdmissionQueue,
      backlog: { take } as unknown as Backlog,
    },
    true,
    () => Promise.resolve(new Date()),
  );
  await expect(submit.run(submission(["alpha.one", 1, "-"], 1_000))).rejects.toBe(full);
  expect(enter).toHaveBeenCalledWith(expect.objectContaining({ names: 3 }));
  const bad = Array.from({ length: 1_200 }, (_, index) => index);
  await expect(submit.run(submission(bad, 0))).rejects.toBe(full);
  expect(take).toHaveBeenCalledWith(3, expect.any(Function));
});
