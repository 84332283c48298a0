import { MAX_RECENT_SALES } from "#contracts";

import type { Database } from "../db/database.js";
import { pruneEvents } from "../log/event-retention.js";
import type { StreamReader } from "../log/stream.reader.js";

/** Rows per statement: few enough not to block others. */
const STEP_ROWS = 2_000;
/** Domains per step. */
const STEP_DOMAINS = 500;
/** No window of a value reaches further back than half of this, in milliseconds. */
const MINUTES_KEPT_MS = 25 * 3_600_000;

/** One step over a table. @returns whether there may be more to do at once */
type Step = (beforeMs: number) => Promise<boolean>;

/** Each removes rows by an index on their time: $1 the time, $2 how many rows. */
const BY_TIME: Readonly<Record<string, string>> = {
  // A batch goes with its chunks and its rejected entries; its values go after it, by their own time.
  "prune batches": `
    WITH gone AS (
      DELETE FROM batches WHERE batch_id IN (
        SELECT batch_id FROM batches WHERE completed_at < $1 ORDER BY completed_at LIMIT $2 / 20) RETURNING batch_id
    ), chunks AS (DELETE FROM batch_chunks c USING gone WHERE c.batch_id = gone.batch_id
    ), refusals AS (DELETE FROM batch_refusals r USING gone WHERE r.batch_id = gone.batch_id)
    SELECT count(*) * 20 AS count FROM gone`,
  "prune idempotency keys": `
    WITH gone AS (
      DELETE FROM idempotency_keys WHERE key IN (
        SELECT key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2) RETURNING 1)
    SELECT count(*) AS count FROM gone`,
  "prune orders": `
    WITH gone AS (
      DELETE FROM orders WHERE (kind, order_id, owner) IN (
        SELECT kind, order_id, owner FROM orders WHERE closed_at < $1 ORDER BY closed_at LIMIT $2) RETURNING 1)
    SELECT count(*) AS count FROM gone`,
  "prune captures": `
    WITH gone AS (
      DELETE FROM captures WHERE capture_id IN (
        SELECT capture_id FROM captures WHERE stopped_at < $1 ORDER BY stopped_at LIMIT $2) RETURNING 1)
    SELECT count(*) AS count FROM gone`,
  "prune replays": `
    WITH gone AS (
      DELETE FROM replays WHERE replay_id IN (
        SELECT replay_id FROM replays WHERE created_at < $1 ORDER BY created_at LIMIT $2) RETURNING 1)
    SELECT count(*) AS count FROM gone`,
  "prune disputes": `
    WITH gone AS (
      DELETE FROM disputes WHERE dispute_id IN (
        SELECT dispute_id FROM disputes WHERE resolved_at < $1 ORDER BY resolved_at LIMIT $2 / 20)
      RETURNING dispute_id
    ), votes AS (DELETE FROM dispute_votes v USING gone WHERE v.dispute_id = gone.dispute_id)
    SELECT count(*) * 20 AS count FROM gone`,
};

const PRUNE_MINUTES = `
WITH gone AS (
  DELETE FROM trade_minutes WHERE (domain, minute) IN (
    SELECT domain, minute FROM trade_minutes WHERE minute < $1 ORDER BY minute LIMIT $2) RETURNING 1)
SELECT count(*) AS count FROM gone`;

/**
 * Values are in the order of their places, and so nearly in that of their time: a step looks at so many behind a place.
 * The newest value of a domain stays, and those of a batch that is still there.
 */
const PRUNE_VALUES = `
WITH looked AS MATERIALIZED (
  SELECT seq, batch_id, domain, valued_at FROM valuations WHERE seq > $3 ORDER BY seq LIMIT $2
), gone AS (
  DELETE FROM valuations v USING looked l
  WHERE v.seq = l.seq AND l.valued_at < $1
    AND NOT EXISTS (SELECT 1 FROM domain_states s WHERE s.domain = l.domain AND s.valuation_seq = l.seq)
    AND NOT EXISTS (SELECT 1 FROM batches b WHERE b.batch_id = l.batch_id)
)
SELECT max(seq) AS last, count(*) AS count, bool_or(valued_at >= $1) AS is_young FROM looked`;

/** Domain by domain: the newest trades stay, whatever their age. */
const PRUNE_TRADES = `
WITH looked AS MATERIALIZED (
  SELECT domain FROM domain_states WHERE domain > $3 ORDER BY domain LIMIT ${STEP_DOMAINS}
), old AS MATERIALIZED (
  SELECT t.trade_id, t.owner FROM looked CROSS JOIN LATERAL (
    SELECT trade_id, owner FROM trades WHERE trades.domain = looked.domain AND trades.at < $1
    ORDER BY trades.at DESC, trades.arrived DESC OFFSET ${MAX_RECENT_SALES} LIMIT $2
  ) t LIMIT $2
), gone AS (
  DELETE FROM trades t USING old WHERE t.trade_id = old.trade_id AND t.owner = old.owner RETURNING 1
)
SELECT (SELECT max(domain) FROM looked) AS last, (SELECT count(*) FROM looked) AS looked,
  (SELECT count(*) FROM gone) AS count`;

/**
 * Deletes what is older than the retention, in steps of some thousand rows, table by table in turns, so that none waits
 * for another and no statement blocks others. Several processes may run this at once.
 */
export class Retention {
  /** Where the walks over values and trades are; each begins anew once it is through. */
  private valuesAfter = "0";
  private tradesAfter = "";

  constructor(
    private readonly database: Database,
    private readonly stream: StreamReader,
  ) {}

  /**
   * @param beforeMs deletes what is older, in milliseconds since the epoch; undefined: only what no
   *   value can need any more
   * @param budgetMs when to stop, though there is more: the next run goes on
   * @throws StorageUnavailableError
   */
  async run(beforeMs: number | undefined, nowMs: number, budgetMs: number): Promise<void> {
    const deadlineMs = performance.now() + budgetMs;
    let steps: readonly Step[] = [
      () => this.byTime("prune minutes", PRUNE_MINUTES, nowMs - MINUTES_KEPT_MS),
      ...(beforeMs === undefined ? [] : this.steps),
    ];
    while (steps.length > 0 && performance.now() < deadlineMs) {
      const left: Step[] = [];
      for (const step of steps) if (await step(beforeMs ?? 0)) left.push(step);
      steps = left;
    }
  }

  private readonly steps: readonly Step[] = [
    (beforeMs) => pruneEvents(this.database, this.stream, beforeMs),
    ...Object.entries(BY_TIME).map(
      ([name, statement]): Step =>
        (beforeMs) =>
          this.byTime(name, statement, beforeMs),
    ),
    (beforeMs) => this.pruneValues(beforeMs),
    (beforeMs) => this.pruneTrades(beforeMs),
  ];

  private async byTime(name: string, statement: string, beforeMs: number): Promise<boolean> {
    const [row] = await this.database.run<{ count: string }>(name, statement, [
      new Date(beforeMs),
      STEP_ROWS,
    ]);
    return Number(row?.count ?? 0) >= STEP_ROWS;
  }

  private async pruneValues(beforeMs: number): Promise<boolean> {
    const [row] = await this.database.run<{
      last: string | null;
      count: string;
      is_young: boolean | null;
    }>("prune values", PRUNE_VALUES, [new Date(beforeMs), STEP_ROWS, this.valuesAfter]);
    const isMore = Number(row?.count ?? 0) === STEP_ROWS && row?.is_young === false;
    this.valuesAfter = isMore ? (row?.last ?? "0") : "0";
    return isMore;
  }

  private async pruneTrades(beforeMs: number): Promise<boolean> {
    const [row] = await this.database.run<{ last: string | null; looked: string; count: string }>(
      "prune trades",
      PRUNE_TRADES,
      [new Date(beforeMs), STEP_ROWS, this.tradesAfter],
    );
    // More of the same domains first; then the next ones.
    if (Number(row?.count ?? 0) >= STEP_ROWS) return true;
    const isMore = Number(row?.looked ?? 0) === STEP_DOMAINS;
    this.tradesAfter = isMore ? (row?.last ?? "") : "";
    return isMore;
  }
}
