import { StorageUnavailableError } from "#storage";
import { openBus, WAKE_CHANNEL, type Bus, type TransportBackend } from "#transport";
import { Logger, type BeforeApplicationShutdown, type OnModuleInit } from "@nestjs/common";

import { countConnections } from "./delivery.js";
import type { StreamHub } from "./hub.js";

/** Poll interval of the log, in case the bus loses a wake-up, in milliseconds. */
const POLL_MS = 1_000;

/** Follows the log: woken by the bus, with a poll as a fallback. */
export class StreamService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(StreamService.name);
  private timer: NodeJS.Timeout | undefined;
  private bus: Bus | undefined;
  private isStopping = false;

  constructor(
    private readonly hub: StreamHub,
    private readonly transport: TransportBackend,
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
    await this.attempt("reading the log", () => this.hub.shared.news.wake());
    await this.attempt("looking after the sessions", () => this.hub.tick());
    if (!this.isStopping) this.timer = setTimeout(() => void this.beat(), POLL_MS);
  }

  private async listen(): Promise<void> {
    if (this.bus !== undefined) return;
    const bus = await openBus(this.transport);
    this.bus = bus;
    await bus.subscribe(WAKE_CHANNEL, () => {
      void this.attempt("reading the log", () => this.hub.shared.news.wake());
    });
  }

  /** The next beat retries after an outage. */
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
