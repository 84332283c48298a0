import { untraced } from "#telemetry";
import { CONNECTION_LIMITS, type ConnectionLimits } from "#postgres";
import type { Pool, QueryResultRow } from "pg";
import { DataSource, type EntityManager } from "typeorm";

import { Connection } from "./connection.js";
import { DatabaseClock } from "./database-clock.js";
import { dataSourceOptions, openPool } from "./data-source.js";
import { isLost, isTransient, OutcomeUnknownError, StorageUnavailableError } from "./errors.js";

/** Runs statements within one transaction. */
export interface Transaction {
  /**
   * One round trip. Postgres caches the statement under its name, which must be unique to `text`.
   * @throws StorageUnavailableError
   */
  run<Row extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  /** Reads entities by TypeORM. @throws StorageUnavailableError */
  find<T>(use: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Changes entities by TypeORM, in one statement. @throws StorageUnavailableError */
  change<T>(use: (manager: EntityManager) => Promise<T>): Promise<T>;
}

/**
 * The only access to SQL. Each statement has a name, under which Postgres caches it on every connection. Transient
 * failures are thrown as `StorageUnavailableError`, and their connection is closed.
 */
export class Database implements Transaction {
  private readonly clock = new DatabaseClock(async () => {
    const [row] = await untraced(() =>
      this.read<{ ms: number }>(
        "clock",
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms",
        [],
      ),
    );
    if (row === undefined) throw new Error("A SELECT without FROM gave no row.");
    return row.ms;
  });

  /** @param source TypeORM on the same pool */
  constructor(
    private readonly pool: Pool,
    private readonly source: DataSource,
    private readonly limits: ConnectionLimits = CONNECTION_LIMITS,
  ) {}

  /** Connects; the caller closes it. */
  static async open(
    databaseUrl: string,
    limits: ConnectionLimits = CONNECTION_LIMITS,
  ): Promise<Database> {
    const pool = openPool(databaseUrl, limits);
    try {
      const source = await new DataSource(dataSourceOptions(pool)).initialize();
      return new Database(pool, source, limits);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.source.destroy();
  }

  /**
   * One statement that may change something, in one round trip.
   * @throws OutcomeUnknownError when the connection was lost before the answer came
   * @throws StorageUnavailableError nothing was changed
   */
  run<Row extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return this.single(name, text, values, OutcomeUnknownError);
  }

  /** One statement that changes nothing, in one round trip. @throws StorageUnavailableError */
  read<Row extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return this.single(name, text, values, StorageUnavailableError);
  }

  /**
   * Runs `work` in a transaction: all of it is committed, or nothing. A connection whose transaction may not have ended
   * is closed, never reused.
   * @throws OutcomeUnknownError when the connection was lost during the commit
   * @throws StorageUnavailableError nothing was changed; and whatever `work` throws
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const connection = await this.taken(Connection.takeFor(runner, this.limits.answerMs));
    let result: T;
    try {
      await connection.query({ text: "BEGIN" });
      result = await work(transactionOn(connection, runner.manager));
    } catch (error) {
      await rollBack(connection, error);
      throw translated(error, StorageUnavailableError);
    }
    try {
      const { command } = await connection.query({ text: "COMMIT" });
      // After an error that `work` caught, Postgres answers COMMIT with ROLLBACK.
      if (command !== "COMMIT") throw new Error("A statement of the transaction had failed.");
    } catch (error) {
      connection.destroy();
      throw translated(error, OutcomeUnknownError);
    }
    connection.release();
    return result;
  }

  /** Reads entities by TypeORM. @throws StorageUnavailableError */
  find<T>(use: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.withEntities(use, StorageUnavailableError);
  }

  /**
   * Changes entities by TypeORM, in one statement.
   * @throws OutcomeUnknownError when the connection was lost before the answer came
   * @throws StorageUnavailableError nothing was changed
   */
  change<T>(use: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.withEntities(use, OutcomeUnknownError);
  }

  /** The database's time, the same for all processes. It costs no round trip; see `DatabaseClock`. */
  async now(): Promise<Date> {
    return new Date(await this.clock.nowMs());
  }

  /** Answers when the database does. @throws StorageUnavailableError */
  async ping(): Promise<void> {
    await this.read("ping", "SELECT 1", []);
  }

  private async withEntities<T>(
    use: (manager: EntityManager) => Promise<T>,
    whenLost: typeof StorageUnavailableError,
  ): Promise<T> {
    const runner = this.source.createQueryRunner();
    return this.once(Connection.takeFor(runner, this.limits.answerMs), whenLost, (connection) =>
      connection.whileItAnswers(use(runner.manager)),
    );
  }

  private async single<Row extends QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
    whenLost: typeof StorageUnavailableError,
  ): Promise<Row[]> {
    const taking = Connection.take(this.pool, this.limits.answerMs);
    const { rows } = await this.once(taking, whenLost, (connection) =>
      connection.query<Row>({ name, text, values }),
    );
    return rows;
  }

  private async once<T>(
    taking: Promise<Connection>,
    whenLost: typeof StorageUnavailableError,
    use: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const connection = await this.taken(taking);
    try {
      const result = await use(connection);
      connection.release();
      return result;
    } catch (error) {
      if (isTransient(error)) connection.destroy();
      else connection.release();
      throw translated(error, whenLost);
    }
  }

  private async taken(taking: Promise<Connection>): Promise<Connection> {
    try {
      return await taking;
    } catch (error) {
      throw translated(error, StorageUnavailableError);
    }
  }
}

/** Until it is committed, whatever is lost has changed nothing. */
const transactionOn = (connection: Connection, manager: EntityManager): Transaction => {
  const within = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw translated(error, StorageUnavailableError);
    }
  };
  const useEntities = <T>(use: (manager: EntityManager) => Promise<T>): Promise<T> =>
    within(connection.whileItAnswers(use(manager)));
  return {
    run: async <Row extends QueryResultRow>(name: string, text: string, values: unknown[]) =>
      (await within(connection.query<Row>({ name, text, values }))).rows,
    find: useEntities,
    change: useEntities,
  };
};

/** Rolls a transaction back, or closes the connection if it or the server has failed. */
const rollBack = async (connection: Connection, reason: unknown): Promise<void> => {
  if (isTransient(reason)) {
    connection.destroy();
    return;
  }
  try {
    await connection.query({ text: "ROLLBACK" });
    connection.release();
  } catch {
    // The caller throws the original error; this connection is closed.
    connection.destroy();
  }
};

const translated = (error: unknown, whenLost: typeof StorageUnavailableError): unknown => {
  if (error instanceof StorageUnavailableError || !isTransient(error)) return error;
  return isLost(error) ? new whenLost(error) : new StorageUnavailableError(error);
};
