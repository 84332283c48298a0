import { EVENT_TYPES, MARKET_STREAM, type EventData, type EventType } from "#contracts";
import type { DataSource, EntityManager } from "typeorm";

import { isUnavailable, StorageUnavailableError } from "./errors.js";

/** An event that is to be appended. `eid` is its own name: the same however often its cause is tried. */
export interface NewEvent<T extends EventType = EventType> {
  readonly eid: string;
  readonly type: T;
  readonly at: Date;
  readonly domain: string | null;
  readonly traceparent: string | null;
  readonly data: EventData<T>;
}

/** Appends events behind the head, in the order of the calls. */
export type Append = <T extends EventType>(event: NewEvent<T>) => Promise<void>;

/**
 * Runs changes that are rare and need more than one statement, in a transaction that holds the stream's head from
 * its first statement on: the same order of locks as the hot path, so that the two can never wait for each other.
 * @throws StorageUnavailableError
 */
export const withStreamHead = async <T>(
  dataSource: DataSource,
  change: (manager: EntityManager, append: Append) => Promise<T>,
): Promise<T> => {
  try {
    return await dataSource.transaction(async (manager) => {
      await manager.query(`SELECT head FROM streams WHERE stream = $1 FOR UPDATE`, [MARKET_STREAM]);
      const append: Append = async (event) => {
        await manager.query(
          `WITH head AS (UPDATE streams SET head = head + 1 WHERE stream = $1 RETURNING head)
           INSERT INTO events (seq, eid, type, v, at, domain, tp, data)
           SELECT head, $2, $3, $4, $5, $6, $7, $8 FROM head`,
          [
            MARKET_STREAM,
            event.eid,
            event.type,
            EVENT_TYPES[event.type].v,
            event.at,
            event.domain,
            event.traceparent,
            JSON.stringify(event.data),
          ],
        );
      };
      return change(manager, append);
    });
  } catch (error) {
    throw isUnavailable(error) ? new StorageUnavailableError(error) : error;
  }
};
