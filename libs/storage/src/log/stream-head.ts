import { EVENT_TYPES, MARKET_STREAM } from "#contracts";
import type { NewEvent } from "#market-rules";
import type { DataSource, EntityManager } from "typeorm";

import { runWithin } from "../db/database.js";
import { isUnavailable, StorageUnavailableError } from "../db/errors.js";

/** Appends events behind the head, in their order, in one round trip. @returns the head then */
export type Append = (...events: readonly NewEvent[]) => Promise<number>;

/** Data is passed as text: read as JSON, its numbers and key order would not stay as they are. */
const APPEND = `
WITH told AS MATERIALIZED (
  SELECT * FROM unnest($2::text[], $3::text[], $4::smallint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[])
  WITH ORDINALITY AS x(eid, type, v, at, domain, tp, data, digest, n)
), head AS (
  UPDATE streams SET head = head + (SELECT count(*) FROM told) WHERE stream = $1
  RETURNING head, head - (SELECT count(*) FROM told) AS base
), logged AS (
  INSERT INTO events (seq, eid, type, v, at, domain, tp, data, digest)
  SELECT head.base + told.n, eid, type, v, at, domain, tp, data::json, decode(digest, 'hex') FROM head, told
)
SELECT head FROM head`;

type Change<T> = (manager: EntityManager, append: Append) => Promise<T>;

/**
 * Runs changes that are rare and need more than one statement, in a transaction that holds the stream's head from
 * its first statement on: the same order of locks as the hot path, so that the two can never wait for each other.
 * @throws StorageUnavailableError
 */
export const withStreamHead = <T>(dataSource: DataSource, change: Change<T>): Promise<T> =>
  withLock(
    dataSource,
    (manager) =>
      manager.query(`SELECT head FROM streams WHERE stream = $1 FOR UPDATE`, [MARKET_STREAM]),
    change,
  );

/**
 * Runs a change of trades and orders, one at a time in all processes. Nobody else writes those tables, so values go on
 * meanwhile: the head is held from `append` on, which comes before any write to a table that values write too.
 * @throws StorageUnavailableError
 */
export const withMarketLock = <T>(dataSource: DataSource, change: Change<T>): Promise<T> =>
  withLock(
    dataSource,
    (manager) => manager.query(`SELECT pg_advisory_xact_lock(hashtext('assay market'))`),
    change,
  );

const withLock = async <T>(
  dataSource: DataSource,
  lock: (manager: EntityManager) => Promise<unknown>,
  change: Change<T>,
): Promise<T> => {
  try {
    return await dataSource.transaction(async (manager) => {
      await lock(manager);
      const append: Append = async (...events) => {
        const [row] = await runWithin<{ head: string }>(manager, "append events", APPEND, [
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
        if (row === undefined)
          throw new Error(`The stream "${MARKET_STREAM}" has no head: run the migrations.`);
        return Number(row.head);
      };
      return change(manager, append);
    });
  } catch (error) {
    throw isUnavailable(error) ? new StorageUnavailableError(error) : error;
  }
};
