import { MARKET_STREAM } from "#contracts";

import type { Database } from "../db/database.js";

/** The range of the log. `oldest` is head + 1 if it is empty. */
export interface StreamState {
  readonly epoch: string;
  readonly oldest: number;
  readonly head: number;
}

/** @throws StorageUnavailableError */
export const readStreamState = async (database: Database): Promise<StreamState> => {
  const [row] = await database.read<{ epoch: string; oldest: string; head: string }>(
    "stream head",
    `SELECT epoch, oldest, head FROM streams WHERE stream = $1`,
    [MARKET_STREAM],
  );
  if (row === undefined)
    throw new Error(`The stream "${MARKET_STREAM}" has no head: run the migrations.`);
  return { epoch: row.epoch, oldest: Number(row.oldest), head: Number(row.head) };
};
