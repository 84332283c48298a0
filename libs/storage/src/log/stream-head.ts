import { EVENT_TYPES, MARKET_STREAM } from "#contracts";
import type { NewEvent } from "#market-rules";

import type { Database, Transaction } from "../db/database.js";

/** Appends events in their order, in one round trip. @returns the new head */
export type Append = (...events: readonly NewEvent[]) => Promise<number>;

/** Data is passed as text: parsed as JSON, its numbers and key order would change. */
const APPEND = `
WITH added AS MATERIALIZED (
  SELECT * FROM unnest($2::text[], $3::text[], $4::smallint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[])
  WITH ORDINALITY AS x(eid, type, v, at, domain, tp, data, digest, n)
), head AS (
  UPDATE streams SET head = head + (SELECT count(*) FROM added) WHERE stream = $1
  RETURNING head, head - (SELECT count(*) FROM added) AS base
), logged AS (
  INSERT INTO events (seq, eid, type, v, at, domain, tp, data, digest)
  SELECT head.base + added.n, eid, type, v, at, domain, tp, data::json, decode(digest, 'hex') FROM head, added
)
SELECT head FROM head`;

/** @param now the database's time, by which all decisions about time are made */
type Change<T> = (transaction: Transaction, append: Append, now: Date) => Promise<T>;

/**
 * Runs rare changes of several statements in a transaction that locks the stream head with
 * its first statement: the same lock order as the hot path, so that the two cannot deadlock.
 * @throws StorageUnavailableError, OutcomeUnknownError
 */
export const withStreamHead = <T>(database: Database, change: Change<T>): Promise<T> =>
  database.transaction(async (transaction) => {
    const [row] = await transaction.run<{ now: Date }>(
      "lock head",
      "SELECT clock_timestamp() AS now FROM streams WHERE stream = $1 FOR UPDATE",
      [MARKET_STREAM],
    );
    if (row === undefined) throw noHead();
    return change(transaction, appendTo(transaction), row.now);
  });

/**
 * Runs a change of trades and orders, one at a time over all processes. Only this writes those tables, so values are
 * committed meanwhile: the head is locked from `append` on, before any write to a table that values write, too.
 * @throws StorageUnavailableError, OutcomeUnknownError
 */
export const withMarketLock = <T>(database: Database, change: Change<T>): Promise<T> =>
  database.transaction(async (transaction) => {
    const [row] = await transaction.run<{ now: Date }>(
      "lock market",
      "SELECT clock_timestamp() AS now, pg_advisory_xact_lock(hashtext('assay market'))",
      [],
    );
    if (row === undefined) throw new Error("A SELECT without FROM gave no row.");
    return change(transaction, appendTo(transaction), row.now);
  });

const appendTo =
  (transaction: Transaction): Append =>
  async (...events) => {
    const [row] = await transaction.run<{ head: string }>("append events", APPEND, [
      MARKET_STREAM,
      events.map(({ eid }) => eid),
      events.map(({ type }) => type),
      events.map(({ type }) => EVENT_TYPES[type].v),
      events.map(({ at }) => at),
      events.map(({ domain }) => domain),
      events.map(({ traceparent }) => traceparent),
      events.map(({ data }) => JSON.stringify(data)),
      events.map(({ digest }) => digest ?? null),
    ]);
    if (row === undefined) throw noHead();
    return Number(row.head);
  };

const noHead = (): Error =>
  new Error(`The stream "${MARKET_STREAM}" has no head: run the migrations.`);
