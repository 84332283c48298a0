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

/** What part of the log is asked for. */
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

const READ = (filter: string): string => `
SELECT seq, eid, type, v, ${utcColumn("at")} AS at, tp, data FROM events
WHERE seq > $1 AND seq <= $2 AND ($3::text[] IS NULL OR type = ANY ($3)) ${filter}
ORDER BY seq LIMIT $4`;

/** The event log, to be read. Events are appended by what causes them, in the same commit. */
export class EventLogRepository {
  constructor(private readonly database: Database) {}

  /** Where the stream begins and ends. */
  head(): Promise<StreamState> {
    return readStreamState(this.database);
  }

  /** A page of the log behind `sinceSeq`. `next_since_seq` is where to go on, past what the filter left out. */
  async read(query: EventQuery): Promise<EventsPage> {
    const { epoch, oldest, head } = await this.head();
    const values = [query.sinceSeq, head, query.types ?? null, query.limit];
    const rows =
      query.domains === undefined
        ? await this.database.read<EventRow>("read events", READ(""), values)
        : await this.database.read<EventRow>(
            "read events by domain",
            READ("AND domain = ANY ($5)"),
            [...values, query.domains],
          );
    const events = rows.map(toEvent);
    const isWhole = events.length < query.limit;
    return {
      stream: MARKET_STREAM,
      epoch,
      oldest,
      head,
      events,
      next_since_seq: isWhole
        ? Math.max(head, query.sinceSeq)
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
