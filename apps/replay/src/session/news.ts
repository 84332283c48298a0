import type { MarketSource } from "../source/market-source.js";
import type { Turns, Worker } from "../subscription/turns.js";

/** Subscriptions waiting for new events. The log is read only if there is one: without subscribers it costs nothing. */
export class News {
  private waiting = new Set<Worker>();
  private hasUnread = false;

  constructor(
    private readonly market: MarketSource,
    private readonly turns: Turns,
  ) {}

  /** Wakes the subscription once there is more. */
  await(worker: Worker): void {
    this.waiting.add(worker);
    // The next beat retries a failed read, and reports it.
    if (this.hasUnread) void this.wake().catch(() => undefined);
  }

  forget(worker: Worker): void {
    this.waiting.delete(worker);
  }

  /** The log may have grown: reads it now if a subscription waits, else once one does. @throws StorageUnavailableError */
  async wake(): Promise<void> {
    this.hasUnread = this.waiting.size === 0;
    if (!this.hasUnread) await this.market.refresh();
  }

  /** Reads skipped events, so that a new subscription gets the current head. @throws StorageUnavailableError */
  async catchUp(): Promise<void> {
    if (!this.hasUnread) return;
    await this.market.refresh();
    this.hasUnread = false;
  }

  /** There is more. */
  notify(): void {
    const { waiting } = this;
    this.waiting = new Set();
    for (const worker of waiting) this.turns.ask(worker);
  }
}
