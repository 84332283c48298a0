import type { Database } from "../db/database.js";

/** A part of what a key may use in a window of time; windows are counted since the epoch. */
export interface KeyLease {
  readonly name: string;
  readonly windowS: number;
  readonly number: number;
  readonly requests: number;
}

const LEASE = `
WITH forgotten AS (
  DELETE FROM key_usage WHERE name = $1 AND window_s = $2 AND number < $3::bigint - 5
)
INSERT INTO key_usage AS k (name, window_s, number, used)
VALUES ($1, $2, $3, $4)
ON CONFLICT (name, window_s, number) DO UPDATE SET used = k.used + excluded.used
RETURNING used::float8 AS used`;

/** Adds up, over all gateways, what keys may use. */
export class KeyUsageRepository {
  constructor(private readonly database: Database) {}

  /** Takes a lease. @returns what has been taken of the window with it, by all gateways @throws StorageUnavailableError */
  async lease({ name, windowS, number, requests }: KeyLease): Promise<number> {
    const values = [name, windowS, number, requests];
    const [row] = await this.database.run<{ used: number }>("lease key usage", LEASE, values);
    return row?.used ?? requests;
  }
}
