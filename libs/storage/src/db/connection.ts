import { within } from "#concurrency";
import pg from "pg";
import type { QueryRunner } from "typeorm";

import { ConnectError, ConnectionLostError } from "./errors.js";

/** A pool connection in use by one caller. It returns to the pool only in a known state. */
export class Connection {
  private brokenBy: Error | undefined;
  private readonly onError = (error: Error): void => {
    this.brokenBy ??= error;
  };

  private constructor(
    private readonly client: pg.ClientBase,
    private readonly answerMs: number,
    private readonly giveBack: (isClosed: boolean) => void,
  ) {
    // Outside of the pool the connection has no other listener, and an unhandled 'error' event ends the process.
    client.on("error", this.onError);
  }

  /** @throws ConnectError, or the server's answer */
  static async take(pool: pg.Pool, answerMs: number): Promise<Connection> {
    const client = await connected(() => pool.connect());
    return new Connection(client, answerMs, (isClosed) => client.release(isClosed));
  }

  /** The connection of a query runner of TypeORM. @throws ConnectError, or the server's answer */
  static async takeFor(runner: QueryRunner, answerMs: number): Promise<Connection> {
    const client = await connected(async () => (await runner.connect()) as pg.Client);
    return new Connection(client, answerMs, (isClosed) => {
      // The pool drops a connection that is closed, whether it returns or not.
      if (isClosed) void client.end();
      void runner.release();
    });
  }

  /** @throws ConnectionLostError when no answer comes; else what the server answered */
  query<Row extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<pg.QueryResult<Row>> {
    return this.whileItAnswers(this.client.query<Row>(statement));
  }

  /** What runs on this connection. @throws ConnectionLostError when no answer comes; else what it throws */
  async whileItAnswers<T>(work: Promise<T>): Promise<T> {
    try {
      return await this.answered(work);
    } catch (error) {
      if (this.brokenBy === undefined || error instanceof pg.DatabaseError) throw error;
      throw new ConnectionLostError(this.brokenBy);
    }
  }

  /** Returns the connection to the pool, or closes it if it is still within a transaction. */
  release(): void {
    const isClean = this.brokenBy === undefined && this.client.getTransactionStatus() === "I";
    this.end(!isClean);
  }

  /** Closes the connection, which rolls back its transaction and releases its locks. */
  destroy(): void {
    this.end(true);
  }

  private end(isClosed: boolean): void {
    // The listener stays on a connection that is closed: it may yet fail.
    if (!isClosed) this.client.off("error", this.onError);
    this.giveBack(isClosed);
  }

  private answered<T>(answer: Promise<T>): Promise<T> {
    return within(
      this.answerMs,
      answer,
      () => (this.brokenBy ??= new Error(`no answer within ${this.answerMs} ms`)),
    );
  }
}

const connected = async <T>(connect: () => Promise<T>): Promise<T> => {
  try {
    return await connect();
  } catch (error) {
    throw error instanceof pg.DatabaseError ? error : new ConnectError(error);
  }
};
