import { within } from "#concurrency";
import { clientOptions, CONNECTION_LIMITS, sessionOptions } from "#postgres";
import { Logger } from "@nestjs/common";
import { randomUUID } from "node:crypto";
import pg from "pg";

import type { Bus, BusListener, BusMessage } from "./bus.js";
import { WITHOUT_WAITING_FOR_THE_DISK } from "./queue/postgres-queue.js";

/** NOTIFY rejects 8,000 bytes and more. */
const MAX_PAYLOAD_BYTES = 7_900;
const RECONNECT_MS = 250;
/** How often the bus sends itself a message, and how long that may take to arrive. */
const BEAT_MS = 2_000;
const MAX_SILENCE_MS = 4_000;
/** How long `close` waits for connections to end: a server that is silent never confirms it. */
const CLOSE_MS = 1_000;

/**
 * The bus on LISTEN and NOTIFY. A payload that is too large is announced without itself. One connection listens;
 * after it is lost, another takes its place, listens to the same channels and notifies every listener to read for itself.
 *
 * A connection that only listens cannot know that it is dead: the bus sends itself a message every two seconds, over
 * another connection, and when none arrives it opens the listening one anew.
 */
export class PostgresBus implements Bus {
  readonly maxPayloadBytes = MAX_PAYLOAD_BYTES;
  private readonly logger = new Logger(PostgresBus.name);
  private readonly listeners = new Map<string, Set<BusListener>>();
  private readonly pool: pg.Pool;
  private listening: pg.Client | undefined;
  private isReconnecting = false;
  private isClosed = false;
  private readonly beatChannel = `assay_beat_${randomUUID()}`;
  private heardAtMs = 0;
  private beats: NodeJS.Timeout | undefined;

  private constructor(private readonly databaseUrl: string) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      ...clientOptions(),
      // A notification is not stored; only its transaction would be written.
      options: sessionOptions(CONNECTION_LIMITS, WITHOUT_WAITING_FOR_THE_DISK),
      query_timeout: MAX_SILENCE_MS,
      max: 4,
      idleTimeoutMillis: 0,
    });
    this.pool.on("error", (error) => this.logger.debug(error.message));
  }

  static async open(databaseUrl: string): Promise<PostgresBus> {
    const bus = new PostgresBus(databaseUrl);
    try {
      await bus.subscribe(bus.beatChannel, () => {
        bus.heardAtMs = performance.now();
      });
      await bus.listen();
      bus.beats = setInterval(() => bus.beat(), BEAT_MS);
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
    if (this.listening === undefined) throw new Error("The bus does not listen at the moment.");
    await this.pool.query("SELECT 1");
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.beats);
    const ended = Promise.all([this.listening?.end(), this.pool.end()]);
    await within(CLOSE_MS, ended).catch((error: Error) => this.logger.debug(error.message));
  }

  /** Checks that earlier beats have arrived, and sends another. */
  private beat(): void {
    const { listening } = this;
    if (listening === undefined) return;
    const silentMs = performance.now() - this.heardAtMs;
    if (silentMs > MAX_SILENCE_MS + BEAT_MS) {
      this.logger.warn(
        `The bus has heard nothing for ${Math.round(silentMs / 1_000)} s; its connection is opened again.`,
      );
      void this.listenAgain(listening);
      return;
    }
    this.publish({ channel: this.beatChannel, payload: "" }).catch((error: Error) =>
      this.logger.debug(error.message),
    );
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      ...clientOptions(),
      options: sessionOptions(),
      query_timeout: MAX_SILENCE_MS,
    });
    client.on("notification", ({ channel, payload }) => {
      const message = payload === undefined || payload === "" ? undefined : payload;
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
    client.on("error", (error) => this.logger.debug(error.message));
    await client.connect();
    try {
      // A channel that is subscribed to meanwhile comes last in the map, and is listened to as well.
      for (const channel of this.listeners.keys())
        await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      void client.end();
      throw error;
    }
    // `close` ran while this connected, and did not know of it.
    if (this.isClosed) return client.end();
    client.on("end", () => void this.listenAgain(client));
    this.listening = client;
    for (const listeners of this.listeners.values())
      for (const listener of listeners) listener(undefined);
  }

  /** @param lost what listened until now */
  private async listenAgain(lost: pg.Client): Promise<void> {
    if (this.listening !== lost) return;
    this.listening = undefined;
    // Not waited for: a server that is silent never confirms it.
    void lost.end();
    // The new connection may be lost too, before it listens to all: the loop that made it goes on.
    if (this.isReconnecting) return;
    this.isReconnecting = true;
    const lostAtMs = performance.now();
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
    const awayS = (performance.now() - lostAtMs) / 1_000;
    if (!this.isClosed) this.logger.log(`The bus listens again, after ${awayS.toFixed(1)} s.`);
  }
}
