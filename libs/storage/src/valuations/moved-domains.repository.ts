import type { Database } from "../db/database.js";

/** A domain that has moved, and what moved it last. */
export interface MovedDomain {
  readonly domain: string;
  /** The stream's head at its newest move: a value made from now on takes this mark away, and no newer one. */
  readonly movedSeq: string;
  readonly traceparent: string | null;
}

/** A domain is valued again at most once in so many milliseconds. */
const DEBOUNCE_MS = 1_000;
/** A mark that nobody has served for so long was forgotten by the queue. */
const OVERDUE_MS = 2_000;

/** Rows that somebody else holds are left out, so this waits for nobody, and nobody can wait for it in a circle. */
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

/** The marks of domains whose market has moved since they were valued. A mark goes with the value that it led to. */
export class MovedDomainsRepository {
  constructor(private readonly database: Database) {}

  /** Takes domains that are due, the longest waiting first; for a second nobody else gets them. @throws StorageUnavailableError */
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

  /** Whether a mark, or the end of an override, was forgotten. @throws StorageUnavailableError */
  async isOverdue(now: Date): Promise<boolean> {
    const [row] = await this.database.read<{ overdue: boolean }>("overdue moved", IS_OVERDUE, [
      now,
      OVERDUE_MS,
    ]);
    return row?.overdue === true;
  }
}
