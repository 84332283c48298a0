import type { MarketSource } from "../source/market-source.js";
import type { Turns, Worker } from "../subscription/turns.js";

/** Who waits for news of the live stream. It is read where somebody does: a stream that nobody follows costs nothing. */
export class News {
  private waiting = new Set<Worker>();
  private hasUnread = false;

  constructor(
    private readonly market: MarketSource,
    private readonly turns: Turns,
  ) {}

  /** Asks the worker once there is more. */
  await(worker: Worker): void {
    this.waiting.add(worker);
    // A read that fails is made again by the next beat, which also reports it.
    if (this.hasUnread) void this.wake().catch(() => undefined);
  }

  forget(worker: Worker): void {
    this.waiting.delete(worker);
  }

  /** The log may have grown: read now if somebody waits, and else once somebody does. @throws StorageUnavailableError */
  async wake(): Promise<void> {
    this.hasUnread = this.waiting.size === 0;
    if (!this.hasUnread) await this.market.refresh();
  }

  /** Reads what nobody has waited for, so that whoever subscribes hears of the head as it is. @throws StorageUnavailableError */
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
