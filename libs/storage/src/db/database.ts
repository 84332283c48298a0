import type { Pool, PoolClient, QueryResultRow } from "pg";
import type { DataSource, EntityManager } from "typeorm";

import { isUnavailable, StorageUnavailableError } from "./errors.js";

/**
 * Runs the statements that are written by hand, on TypeORM's own pool. Each has a name, under which Postgres keeps
 * it parsed on every connection; a failure of the connection comes out as `StorageUnavailableError`.
 */
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  /** One round trip. `name` must belong to `text` alone. */
  async run<Row extends QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> {
    try {
      const result = await this.pool.query<Row>({ name, text, values });
      return result.rows;
    } catch (error) {
      throw isUnavailable(error) ? new StorageUnavailableError(error) : error;
    }
  }

  /** Answers when the database does. @throws StorageUnavailableError */
  async ping(): Promise<void> {
    await this.run("ping", "SELECT 1", []);
  }

  private get pool(): Pool {
    // TypeORM does not type its pool; with the `postgres` driver it is a `pg.Pool`.
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

/** One round trip of a transaction, by a statement that is kept parsed like those of `Database`. */
export const runWithin = async <Row extends QueryResultRow>(
  manager: EntityManager,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> => {
  // TypeORM does not type its connection either.
  const client = (await manager.queryRunner?.connect()) as PoolClient;
  const result = await client.query<Row>({ name, text, values });
  return result.rows;
};
