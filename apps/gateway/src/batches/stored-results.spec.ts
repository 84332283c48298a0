import type { BatchView } from "#contracts";
import type { BatchRepository, ChunkStagesRepository, ValuationRepository } from "#storage";
import { expect, it } from "vitest";

import { StoredResults } from "./stored-results.js";

// Real: what follows a batch. Its two names of three that are valued are in memory.
const linesOf = async (status: BatchView["status"]): Promise<unknown[]> => {
  const items = ["a.one", "b.one"].map((domain, idx) => ({ idx, item: { domain } }));
  const stored = new StoredResults(
    {
      find: () => Promise.resolve({ batch_id: "b-1", status, total: 3 }),
    } as unknown as BatchRepository,
    {
      findByBatch: (_: string, afterIdx: number) =>
        Promise.resolve(items.filter(({ idx }) => idx > afterIdx)),
    } as unknown as ValuationRepository,
    {} as ChunkStagesRepository,
  );
  const lines: unknown[] = [];
  for await (const line of stored.follow("b-1")) lines.push(line);
  return lines;
};

it.each(["cancelled", "failed"] as const)(
  "of a batch that is %s end with a line that says so",
  async (status) => {
    expect(await linesOf(status)).toEqual([
      { domain: "a.one" },
      { domain: "b.one" },
      { end: status, batch_id: "b-1", results: 2, total: 3 },
    ]);
  },
);

it("of a batch that has completed are its results alone", async () => {
  expect(await linesOf("completed")).toEqual([{ domain: "a.one" }, { domain: "b.one" }]);
});
