import { Database, pruneEvents, StorageUnavailableError, StreamReader } from "#storage";
import { openBus, WAKE_CHANNEL, type Bus, type TransportBackend } from "#transport";
import { Logger, type BeforeApplicationShutdown, type OnModuleInit } from "@nestjs/common";

import { countConnections } from "./delivery.js";
import type { StreamHub } from "./hub.js";

/** The safety net under the bus: nothing is seen later than this, in milliseconds. */
const POLL_MS = 1_000;
const PRUNE_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface StreamServiceOptions {
  readonly transport: TransportBackend;
  /** Undefined keeps every event. */
  readonly retentionHours: number | undefined;
}

/** Keeps the stream of this process up with the log: woken by the bus, and looking by itself all the same. */
export class StreamService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(StreamService.name);
  private timer: NodeJS.Timeout | undefined;
  private bus: Bus | undefined;
  private isStopping = false;
  private prunedAtMs = 0;

  constructor(
    private readonly hub: StreamHub,
    private readonly database: Database,
    private readonly reader: StreamReader,
    private readonly options: StreamServiceOptions,
  ) {}

  async onModuleInit(): Promise<void> {
    countConnections(() => this.hub.connections);
    await this.beat();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.hub.stop();
    await this.bus?.close();
  }

  private async beat(): Promise<void> {
    await this.attempt("listening to the bus", () => this.listen());
    await this.attempt("reading the log", () => this.hub.market.refresh());
    await this.attempt("looking after the sessions", () => this.hub.tick());
    await this.attempt("forgetting old events", () => this.prune());
    if (!this.isStopping) this.timer = setTimeout(() => void this.beat(), POLL_MS);
  }

  private async listen(): Promise<void> {
    if (this.bus !== undefined) return;
    const bus = await openBus(this.options.transport);
    this.bus = bus;
    await bus.subscribe(WAKE_CHANNEL, () => {
      void this.attempt("reading the log", () => this.hub.wake());
    });
  }

  private async prune(): Promise<void> {
    const { retentionHours } = this.options;
    if (retentionHours === undefined || Date.now() - this.prunedAtMs < PRUNE_EVERY_MS) return;
    this.prunedAtMs = Date.now();
    const removed = await pruneEvents(
      this.database,
      this.reader,
      this.prunedAtMs - retentionHours * HOUR_MS,
    );
    if (removed > 0) this.logger.log(`Forgot ${removed} events that are past their time.`);
  }

  /** Whatever is away comes back: the next beat tries again. */
  private async attempt(what: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (this.isStopping) return;
      const text = `While ${what}: ${error instanceof Error ? error.message : String(error)}`;
      if (error instanceof StorageUnavailableError) this.logger.debug(text);
      else this.logger.warn(text);
    }
  }
}
