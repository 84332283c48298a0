import {
  MARKET_STREAM,
  utcOf,
  type EventType,
  type EventsPage,
  type StoredEvent,
} from "#contracts";

import type { Database } from "../db/database.js";
import { utcColumn } from "../db/utc-time.js";
import { readStreamState, type StreamState } from "./stream-state.js";

/** The requested part of the log. */
export interface EventQuery {
  readonly sinceSeq: number;
  readonly types: readonly EventType[] | undefined;
  readonly domains: readonly string[] | undefined;
  readonly limit: number;
}

interface EventRow {
  seq: string;
  eid: string;
  type: EventType;
  v: number;
  at: string;
  tp: string | null;
  data: Record<string, unknown>;
}

/** Maximum offsets that a page scans with a filter by types. */
const MAX_LOOKED_AT = 50_000;

const COLUMNS = `seq, eid, type, v, ${utcColumn("at")} AS at, tp, data`;
const WANTED = "seq > $1 AND seq <= $2 AND ($3::text[] IS NULL OR type = ANY ($3))";

const READ = `SELECT ${COLUMNS} FROM events WHERE ${WANTED} ORDER BY seq LIMIT $4`;

/** Reads by the index of each domain: events of other domains are not read. */
const READ_BY_DOMAIN = `
SELECT e.* FROM (SELECT DISTINCT domain FROM unnest($5::text[]) AS u(domain)) d
CROSS JOIN LATERAL (
  SELECT ${COLUMNS} FROM events WHERE events.domain = d.domain AND ${WANTED} ORDER BY events.seq LIMIT $4
) e
ORDER BY e.seq LIMIT $4`;

/** Reads the event log. Events are appended in the commit of their cause. */
export class EventLogRepository {
  constructor(private readonly database: Database) {}

  /** Where the stream begins and ends. */
  head(): Promise<StreamState> {
    return readStreamState(this.database);
  }

  /**
   * A page of the log after `sinceSeq`. `next_since_seq` is the offset to continue from, past filtered events. A filter by
   * types scans a limited number of offsets: a page may be short or empty while there is more.
   */
  async read(query: EventQuery): Promise<EventsPage> {
    const { epoch, oldest, head } = await this.head();
    const sinceSeq = Math.max(query.sinceSeq, oldest - 1);
    const untilSeq = query.types === undefined ? head : Math.min(head, sinceSeq + MAX_LOOKED_AT);
    const values = [sinceSeq, untilSeq, query.types ?? null, query.limit];
    const rows =
      query.domains === undefined
        ? await this.database.read<EventRow>("read events", READ, values)
        : await this.database.read<EventRow>("read events by domain", READ_BY_DOMAIN, [
            ...values,
            query.domains,
          ]);
    const events = rows.map(toEvent);
    const isWhole = events.length < query.limit;
    return {
      stream: MARKET_STREAM,
      epoch,
      oldest,
      head,
      events,
      next_since_seq: isWhole
        ? Math.max(untilSeq, query.sinceSeq)
        : (events.at(-1)?.seq ?? query.sinceSeq),
    };
  }
}

const toEvent = (row: EventRow): StoredEvent => ({
  seq: Number(row.seq),
  eid: row.eid,
  type: row.type,
  v: row.v,
  at: utcOf(row.at),
  tp: row.tp,
  data: row.data,
});
