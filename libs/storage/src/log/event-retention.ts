import { MARKET_STREAM } from "#contracts";

import type { Database } from "../db/database.js";
import type { StreamReader } from "./stream.reader.js";

/** Rows per statement: few enough not to block others. */
const PRUNE_ROWS = 5_000;

/**
 * Deletes the events that were logged before a time. `oldest` moves first, so that a reader learns that an event is gone
 * before it is deleted. Several processes may run this at once.
 * @param beforeMs milliseconds since the Unix epoch
 * @returns whether there may be more: one call removes some thousand
 * @throws StorageUnavailableError
 */
export const pruneEvents = async (
  database: Database,
  reader: StreamReader,
  beforeMs: number,
): Promise<boolean> => {
  const last = await reader.offsetBefore(beforeMs);
  const [row] = await database.run<{ oldest: string }>(
    "move oldest",
    `UPDATE streams SET oldest = greatest(oldest, least($2::bigint, head) + 1) WHERE stream = $1 RETURNING oldest`,
    [MARKET_STREAM, last],
  );
  const oldest = Number(row?.oldest ?? 0);
  const rows = await database.run<{ count: string }>(
    "prune events",
    `WITH gone AS (
       DELETE FROM events WHERE seq < least($1::bigint, (SELECT min(seq) FROM events) + $2::bigint) RETURNING 1)
     SELECT count(*) AS count FROM gone`,
    [oldest, PRUNE_ROWS],
  );
  return Number(rows[0]?.count ?? 0) >= PRUNE_ROWS;
};
