import type { Database } from "./database.js";

/** Requests that a key has made in a minute; minutes are counted since the epoch. */
export interface KeyUse {
  readonly name: string;
  readonly minute: number;
  readonly used: number;
}

const ADD = `
WITH forgotten AS (
  DELETE FROM key_usage WHERE minute < (SELECT max(minute) - 5 FROM unnest($2::bigint[]) AS m(minute))
)
INSERT INTO key_usage AS k (name, minute, used)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
ON CONFLICT (name, minute) DO UPDATE SET used = k.used + excluded.used
RETURNING name, minute::integer AS minute, used::integer AS used`;

/** Adds up, over all gateways, what keys have used. */
export class KeyUsageRepository {
  constructor(private readonly database: Database) {}

  /** Adds what this gateway has counted. @returns what all have, of the same keys and minutes @throws StorageUnavailableError */
  add(uses: readonly KeyUse[]): Promise<KeyUse[]> {
    // In one order, so that two gateways never wait for each other.
    const inOrder = uses.toSorted((a, b) => a.minute - b.minute || (a.name < b.name ? -1 : 1));
    return this.database.run<KeyUse>("add key usage", ADD, [
      inOrder.map(({ name }) => name),
      inOrder.map(({ minute }) => minute),
      inOrder.map(({ used }) => used),
    ]);
  }
}
