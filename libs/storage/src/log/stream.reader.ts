import { MARKET_STREAM, utcOf, type StoredEvent } from "#contracts";

import type { Database } from "../db/database.js";
import { utcColumn } from "../db/utc-time.js";
import { readStreamState, type StreamState } from "./stream-state.js";

/** An event with the fields for its delivery. */
export interface LoggedEvent extends StoredEvent {
  readonly domain: string | null;
  /** When it was logged, in milliseconds since the Unix epoch, by the database's clock; it grows with `seq`. */
  readonly loggedAtMs: number;
}

interface Row {
  seq: string;
  eid: string;
  type: StoredEvent["type"];
  v: number;
  at: string;
  domain: string | null;
  tp: string | null;
  data: Record<string, unknown>;
  logged_ms: number;
}

const COLUMNS = `seq, eid, type, v, ${utcColumn("at")} AS at, domain, tp, data,
  (extract(epoch FROM logged_at) * 1000)::float8 AS logged_ms`;

/** Reads the log by offset: in order and without gaps, since `seq` follows the commit order. */
export class StreamReader {
  constructor(private readonly database: Database) {}

  /** @throws StorageUnavailableError */
  state(): Promise<StreamState> {
    return readStreamState(this.database);
  }

  /** Up to `limit` events after `seq`. @throws StorageUnavailableError */
  async behind(seq: number, limit: number): Promise<LoggedEvent[]> {
    const rows = await this.database.read<Row>(
      "events behind",
      `SELECT ${COLUMNS} FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`,
      [seq, limit],
    );
    return rows.map(toLogged);
  }

  /**
   * The next event of any of these domains after an offset, by one index lookup per domain, however
   * much of the log lies between.
   * @param to the last offset to consider
   * @returns its offset, undefined if there is none, and the start of the log at that moment
   * @throws StorageUnavailableError
   */
  async nextOf(
    domains: readonly string[],
    seq: number,
    to: number,
  ): Promise<{ oldest: number; seq: number | undefined }> {
    const [row] = await this.database.read<{ oldest: string; next: string | null }>(
      "next event of domains",
      `SELECT s.oldest, (
         SELECT min(e.seq) FROM unnest($1::text[]) d (name) CROSS JOIN LATERAL (
           SELECT seq FROM events WHERE domain = d.name AND seq > $2 AND seq <= $3
           ORDER BY domain, seq LIMIT 1
         ) e
       ) AS next FROM streams s WHERE s.stream = '${MARKET_STREAM}'`,
      [domains, seq, to],
    );
    const next = row?.next ?? undefined;
    return {
      oldest: Number(row?.oldest ?? 1),
      seq: next === undefined ? undefined : Number(next),
    };
  }

  /**
   * The last offset that was logged before a time. Times increase with the offset, so a binary search finds it with a few reads
   * of one row each, without an index that every commit would have to maintain.
   * @throws StorageUnavailableError
   */
  async offsetBefore(timeMs: number): Promise<number> {
    const { oldest, head } = await this.state();
    let low = oldest - 1;
    let high = head;
    while (low < high) {
      const middle = Math.floor((low + high + 1) / 2);
      const [row] = await this.database.read<{ logged_ms: number }>(
        "logged at",
        `SELECT (extract(epoch FROM logged_at) * 1000)::float8 AS logged_ms FROM events WHERE seq = $1`,
        [middle],
      );
      // Pruned meanwhile: it was before.
      if (row === undefined || row.logged_ms < timeMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const toLogged = (row: Row): LoggedEvent => ({
  seq: Number(row.seq),
  eid: row.eid,
  type: row.type,
  v: row.v,
  at: utcOf(row.at),
  domain: row.domain,
  tp: row.tp,
  data: row.data,
  loggedAtMs: row.logged_ms,
});
