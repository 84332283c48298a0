import { Logger } from "@nestjs/common";
import pg from "pg";

import type { Bus, BusListener, BusMessage } from "./bus.js";
import { WITHOUT_WAITING_FOR_THE_DISK } from "./queue/postgres-queue.js";

/** NOTIFY refuses 8,000 bytes and more. */
const MAX_PAYLOAD_BYTES = 7_900;
const RECONNECT_MS = 250;

/**
 * The bus on LISTEN and NOTIFY. A payload that is too large is announced without itself. One connection listens;
 * after it is lost, another takes its place, listens to the same channels and tells all to look for themselves.
 */
export class PostgresBus implements Bus {
  readonly maxPayloadBytes = MAX_PAYLOAD_BYTES;
  private readonly logger = new Logger(PostgresBus.name);
  private readonly listeners = new Map<string, Set<BusListener>>();
  private readonly pool: pg.Pool;
  private listening: pg.Client | undefined;
  private isReconnecting = false;
  private isClosed = false;

  private constructor(private readonly databaseUrl: string) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      max: 4,
      // A notification is not stored; only its transaction would be written.
      options: WITHOUT_WAITING_FOR_THE_DISK,
      connectionTimeoutMillis: 2_000,
      idleTimeoutMillis: 0,
      keepAlive: true,
    });
    this.pool.on("error", (error) => this.logger.debug(error.message));
  }

  static async open(databaseUrl: string): Promise<PostgresBus> {
    const bus = new PostgresBus(databaseUrl);
    try {
      await bus.listen();
    } catch (error) {
      await bus.close();
      throw error;
    }
    return bus;
  }

  async publish(...messages: readonly BusMessage[]): Promise<void> {
    const fitting = messages.map(({ payload }) =>
      Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES ? "" : payload,
    );
    await this.pool.query({
      name: "notify",
      text: "SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS message(channel, payload)",
      values: [messages.map(({ channel }) => channel), fitting],
    });
  }

  async subscribe(channel: string, listener: BusListener): Promise<() => Promise<void>> {
    const listeners = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, listeners.add(listener));
    if (listeners.size === 1) await this.listening?.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    return async () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.listeners.delete(channel);
      await this.listening?.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`);
    };
  }

  async ping(): Promise<void> {
    await this.pool.query("SELECT 1");
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.listening?.end();
    await this.pool.end();
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: 2_000,
    });
    client.on("notification", ({ channel, payload }) => {
      const message = payload === undefined || payload === "" ? undefined : payload;
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
    client.on("error", (error) => this.logger.debug(error.message));
    await client.connect();
    // Closed while this was on its way: nobody else would end it.
    if (this.isClosed) return client.end();
    client.on("end", () => {
      if (this.listening === client) void this.listenAgain();
    });
    this.listening = client;
    for (const [channel, listeners] of this.listeners) {
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      for (const listener of listeners) listener(undefined);
    }
  }

  private async listenAgain(): Promise<void> {
    this.listening = undefined;
    // The new connection may be lost too, before it listens to all: the loop that made it goes on.
    if (this.isReconnecting) return;
    this.isReconnecting = true;
    while (!this.isClosed && this.listening === undefined) {
      try {
        await this.listen();
      } catch (error) {
        this.logger.debug(
          `Still not listening: ${error instanceof Error ? error.message : String(error)}`,
        );
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
    this.isReconnecting = false;
  }
}
