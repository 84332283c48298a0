import { within } from "#concurrency";
import type { Worker } from "bullmq";

/**
 * Stops fetching and waits for the jobs in hand, within a limit: `Worker.close` alone would wait for ever, and cannot
 * be forced once it waits. What is not finished runs again elsewhere when its lock has expired.
 */
export const closeWithin = async (worker: Worker, drainMs: number): Promise<void> => {
  const isDrained = await within(drainMs, worker.pause()).then(
    () => true,
    () => false,
  );
  await worker.close(!isDrained);
};
