import { STREAM_LIMITS } from "#contracts";
import type { LoggedEvent, StreamState } from "#storage";

import { itemOfLog, type Item } from "./item.js";
import type { Page, PageCache } from "./page-cache.js";
import { Ring } from "./ring.js";
import type { Source } from "./source.js";

/** The used part of the log's reader. */
export interface LogReader {
  state(): Promise<StreamState>;
  behind(seq: number, limit: number): Promise<LoggedEvent[]>;
  offsetBefore(timeMs: number): Promise<number>;
  /** The next event of some domains after an offset, up to another one; and the current start of the log. */
  nextOf(
    domains: readonly string[],
    seq: number,
    to: number,
  ): Promise<{ oldest: number; seq: number | undefined }>;
}

/** Callbacks of the source. */
export interface MarketListener {
  /** The head has grown. */
  readonly onNews: () => void;
  /** The log has another epoch: subscriptions of the old one cannot continue. */
  readonly onEpoch: () => void;
}

export interface MarketOptions {
  readonly ringItems: number;
  readonly ringBytes: number;
}
export const MARKET_DEFAULTS: MarketOptions = { ringItems: 8_192, ringBytes: 16 * 1024 * 1024 };

/** Maximum lag that is read page by page; with a larger one the ring starts anew at the head. */
const MAX_UNREAD = 4 * STREAM_LIMITS.page_events;

/**
 * The live stream: the only reader of the log's end in this process. When woken, it reads, fills the ring,
 * and notifies its listener. Wake-ups during a read lead to one more read.
 */
export class MarketSource implements Source {
  readonly isLive = true;
  readonly manifestHash = undefined;
  epoch = "";
  oldest = 1;
  head = 0;
  private readonly ring: Ring;
  private readonly looks = new Map<string, ReturnType<LogReader["nextOf"]>>();
  private reading: Promise<void> | undefined;
  private nextLook: Promise<void> | undefined;
  private listener: MarketListener | undefined;

  constructor(
    private readonly log: LogReader,
    private readonly pages: PageCache,
    options: MarketOptions = MARKET_DEFAULTS,
  ) {
    this.ring = new Ring(options.ringItems, options.ringBytes);
  }

  listen(listener: MarketListener): void {
    this.listener = listener;
  }

  recent(seq: number): Item | undefined {
    return this.ring.get(seq);
  }

  page(seq: number): Page | Promise<Page> {
    return this.pages.get(this.epoch, seq, async (behind, limit) =>
      (await this.log.behind(behind, limit)).map(itemOfLog),
    );
  }

  /**
   * The last offset up to which there is no event of these domains: events that the filter excludes are not read.
   * Concurrent identical lookups share one answer.
   * @throws StorageUnavailableError
   */
  offsetBeforeNext(domains: readonly string[], seq: number, to: number): Promise<number> {
    const key = `${this.epoch}/${seq}/${to}/${domains.join("/")}`;
    const looking =
      this.looks.get(key) ??
      this.pages
        .inTurn(() => this.log.nextOf(domains, seq, to))
        .finally(() => this.looks.delete(key));
    this.looks.set(key, looking);
    return looking.then(async (found) => {
      // Pruned events may have matched the filter: the walk must report the gap.
      if (found.oldest <= seq + 1) return found.seq === undefined ? to : found.seq - 1;
      await this.refresh();
      return seq;
    });
  }

  /** The last offset before a time, in milliseconds since the Unix epoch. @throws StorageUnavailableError */
  offsetBefore(timeMs: number): Promise<number> {
    return this.log.offsetBefore(timeMs);
  }

  /** Resolves when a read that began after this call is done. @throws StorageUnavailableError */
  refresh(): Promise<void> {
    if (this.reading === undefined) return this.start();
    // The current read may have begun before the commit that the caller knows of.
    this.nextLook ??= this.reading.catch(() => undefined).then(() => this.start());
    return this.nextLook;
  }

  private start(): Promise<void> {
    this.nextLook = undefined;
    this.reading = this.look().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async look(): Promise<void> {
    // Both at once: usually the log has grown, and then this is one round trip.
    const [{ epoch, oldest, head }, next] = await Promise.all([
      this.log.state(),
      this.log.behind(this.head, STREAM_LIMITS.page_events),
    ]);
    this.oldest = oldest;
    const isSame = epoch === this.epoch && head >= this.head;
    if (isSame && head - this.head <= MAX_UNREAD) {
      await this.take(next, head);
      return;
    }
    const isFirst = this.epoch === "";
    this.epoch = epoch;
    // Keeps one page before the head, so that clients that reconnect soon need no store. Subscriptions from
    // further back read by pages.
    this.head = Math.max(oldest - 1, head - STREAM_LIMITS.page_events);
    this.ring.clear(this.head + 1);
    await this.take(await this.log.behind(this.head, STREAM_LIMITS.page_events), head);
    if (!isFirst && !isSame) this.listener?.onEpoch();
  }

  /** Adds events to the ring, and reads on while there are more. */
  private async take(read: LoggedEvent[], head: number): Promise<void> {
    for (
      let events = read;
      ;
      events = await this.log.behind(this.head, STREAM_LIMITS.page_events)
    ) {
      for (const event of events) this.ring.push(itemOfLog(event));
      const last = events.at(-1)?.seq;
      if (last !== undefined) this.head = last;
      // Pruned during the read: the head stays, and subscriptions get a gap.
      else if (this.head < head) this.head = head;
      if (last !== undefined) this.listener?.onNews();
      if (this.head >= head && events.length < STREAM_LIMITS.page_events) return;
    }
  }
}
