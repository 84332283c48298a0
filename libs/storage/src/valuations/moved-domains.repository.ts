import type { Database } from "../db/database.js";

/** A domain that has moved, with its latest cause. */
export interface MovedDomain {
  readonly domain: string;
  /** The stream head at its newest move: the value of this claim clears this mark, but no newer one. */
  readonly movedSeq: string;
  readonly traceparent: string | null;
}

/** Minimum time between two values of a domain, in milliseconds. */
const DEBOUNCE_MS = 1_000;
/** After this time, the job of a mark counts as lost. */
const OVERDUE_MS = 2_000;

/** Skips locked rows, so this statement never waits and cannot deadlock. */
const CLAIM = `
WITH due AS (
  SELECT domain FROM domain_states
  WHERE moved_at IS NOT NULL AND (claimed_at IS NULL OR claimed_at <= $1::timestamptz - $2 * interval '1 millisecond')
  ORDER BY moved_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE domain_states s SET claimed_at = $1 FROM due WHERE s.domain = due.domain
RETURNING s.domain, s.moved_seq AS "movedSeq", s.moved_tp AS traceparent`;

const NEXT_DUE = `
SELECT min(greatest(moved_at, claimed_at + $1 * interval '1 millisecond')) AS due
FROM domain_states WHERE moved_at IS NOT NULL`;

const IS_OVERDUE = `
SELECT EXISTS (
  SELECT 1 FROM domain_states
  WHERE moved_at <= $1::timestamptz - $2 * interval '1 millisecond'
    AND (claimed_at IS NULL OR claimed_at <= $1::timestamptz - $2 * interval '1 millisecond')
) OR EXISTS (SELECT 1 FROM domain_states WHERE override_expires_at <= $1) AS overdue`;

/** Marks of domains that have moved since they were valued. The resulting value clears the mark. */
export class MovedDomainsRepository {
  constructor(private readonly database: Database) {}

  /** Claims due domains for a second, the longest waiting first. @throws StorageUnavailableError */
  claim(now: Date, limit: number): Promise<MovedDomain[]> {
    return this.database.run<MovedDomain>("claim moved", CLAIM, [now, DEBOUNCE_MS, limit]);
  }

  /** When the next marked domain may be valued; undefined when none is marked. @throws StorageUnavailableError */
  async nextDue(): Promise<Date | undefined> {
    const [row] = await this.database.read<{ due: Date | null }>("next moved", NEXT_DUE, [
      DEBOUNCE_MS,
    ]);
    return row?.due ?? undefined;
  }

  /** Whether the job of a mark, or of an override's end, was lost. @throws StorageUnavailableError */
  async isOverdue(now: Date): Promise<boolean> {
    const [row] = await this.database.read<{ overdue: boolean }>("overdue moved", IS_OVERDUE, [
      now,
      OVERDUE_MS,
    ]);
    return row?.overdue === true;
  }
}
