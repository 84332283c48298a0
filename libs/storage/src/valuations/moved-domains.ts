import type { Transaction } from "../db/database.js";

/**
 * Marks domains for revaluation. The mark has its time, and the head and the cause of the newest move: a value
 * clears the mark that it was made for, and no newer one.
 */
export const markMoved = async (
  transaction: Transaction,
  domains: readonly string[],
  headSeq: number,
  traceparent: string | undefined,
): Promise<void> => {
  await transaction.run(
    "mark moved",
    `UPDATE domain_states SET moved_at = coalesce(moved_at, clock_timestamp()), moved_seq = $2, moved_tp = $3
     WHERE domain = ANY ($1)`,
    [domains, headSeq, traceparent ?? null],
  );
};
