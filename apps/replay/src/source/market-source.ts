import { STREAM_LIMITS } from "#contracts";
import type { LoggedEvent, StreamState } from "#storage";

import { itemOfLog, type Item } from "./item.js";
import type { Page, PageCache } from "./page-cache.js";
import { Ring } from "./ring.js";
import type { Source } from "./source.js";

/** As much of the log as the stream reads. */
export interface LogReader {
  state(): Promise<StreamState>;
  behind(seq: number, limit: number): Promise<LoggedEvent[]>;
  placeBefore(timeMs: number): Promise<number>;
  /** The next event of some domains behind a place, up to another one; and where the log begins now. */
  nextOf(
    domains: readonly string[],
    seq: number,
    to: number,
  ): Promise<{ oldest: number; seq: number | undefined }>;
}

/** What the source tells those who follow it. */
export interface MarketListener {
  /** There is more behind the head of before. */
  readonly onNews: () => void;
  /** The log is another one: nothing of the old one can be gone on from. */
  readonly onEpoch: () => void;
}

export interface MarketOptions {
  readonly ringItems: number;
  readonly ringBytes: number;
}
export const MARKET_DEFAULTS: MarketOptions = { ringItems: 8_192, ringBytes: 16 * 1024 * 1024 };

/** Events that are read one page after the other to keep up; the ring of a reader that is farther behind begins anew. */
const MAX_UNREAD = 4 * STREAM_LIMITS.page_events;

/**
 * The live stream: the one reader of the log's end in this process. It reads when it is told to look, fills the ring,
 * and tells its listener. Looks that come while it reads are answered by one more read.
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
   * The last place up to which there is no event of these domains: the log is not read where a filter leaves it out.
   * Whoever asks the same at the same time shares the answer.
   * @throws StorageUnavailableError
   */
  placeBeforeNext(domains: readonly string[], seq: number, to: number): Promise<number> {
    const key = `${this.epoch}/${seq}/${to}/${domains.join("/")}`;
    const looking =
      this.looks.get(key) ??
      this.pages
        .inTurn(() => this.log.nextOf(domains, seq, to))
        .finally(() => this.looks.delete(key));
    this.looks.set(key, looking);
    return looking.then(async (found) => {
      // What was pruned meanwhile may have been wanted: the walk has to meet the gap.
      if (found.oldest <= seq + 1) return found.seq === undefined ? to : found.seq - 1;
      await this.refresh();
      return seq;
    });
  }

  /** The last place before a time, in milliseconds since the Unix epoch. @throws StorageUnavailableError */
  placeBefore(timeMs: number): Promise<number> {
    return this.log.placeBefore(timeMs);
  }

  /** Resolves when a read that began after this call is done. @throws StorageUnavailableError */
  refresh(): Promise<void> {
    if (this.reading === undefined) return this.start();
    // The read that is under way may have begun before what the caller knows of was committed.
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
    // Both at once: when the log has grown, which is why one looks, this is one round trip.
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
    // A page of what was before, so that who comes back after a moment need not ask the store. Whoever follows from
    // farther back reads by pages.
    this.head = Math.max(oldest - 1, head - STREAM_LIMITS.page_events);
    this.ring.clear(this.head + 1);
    await this.take(await this.log.behind(this.head, STREAM_LIMITS.page_events), head);
    if (!isFirst && !isSame) this.listener?.onEpoch();
  }

  /** Takes what was read, and reads on as long as there is more. */
  private async take(read: LoggedEvent[], head: number): Promise<void> {
    for (
      let events = read;
      ;
      events = await this.log.behind(this.head, STREAM_LIMITS.page_events)
    ) {
      for (const event of events) this.ring.push(itemOfLog(event));
      const last = events.at(-1)?.seq;
      if (last !== undefined) this.head = last;
      // Pruned while it was read: the head stands, and whoever misses them is told of a gap.
      else if (this.head < head) this.head = head;
      if (last !== undefined) this.listener?.onNews();
      if (this.head >= head && events.length < STREAM_LIMITS.page_events) return;
    }
  }
}
