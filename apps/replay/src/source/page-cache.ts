import type { ByteBudget } from "./byte-budget.js";
import type { Item } from "./item.js";

/** Events of one aligned range of a source, in order and without gaps. */
export class Page {
  private readonly first: number;
  readonly bytes: number;
  private holders = 0;

  constructor(
    private readonly items: readonly Item[],
    private readonly budget: ByteBudget,
  ) {
    this.first = items[0]?.seq ?? 0;
    this.bytes = items.reduce((sum, { body }) => sum + body.length + ITEM_BYTES, 0);
  }

  /** Its first offset; undefined if it is empty. */
  get start(): number | undefined {
    return this.items[0]?.seq;
  }

  get(seq: number): Item | undefined {
    return this.items[seq - this.first];
  }

  get size(): number {
    return this.items.length;
  }

  /** Referenced by the cache, or by walks: it counts once in the budget. */
  hold(): void {
    this.holders += 1;
    if (this.holders === 1) this.budget.change(this.bytes);
  }

  release(): void {
    this.holders -= 1;
    if (this.holders === 0) this.budget.change(-this.bytes);
  }
}

/** Memory of an event beside its text. */
const ITEM_BYTES = 300;
/** Maximum concurrent reads: catch-up must leave database connections for the live stream. */
const MAX_READS = 4;

/** Reads the events after an offset, in order. */
export type ReadBehind = (seq: number, limit: number) => Promise<Item[]>;

/**
 * Pages of `size` events. Concurrent requests share a read, and pages stay until newer ones need the room. Only
 * full pages are cached: one that may still grow is read again.
 */
export class PageCache {
  private readonly pages = new Map<string, Page>();
  private readonly underWay = new Map<string, Promise<Page>>();
  private readonly waiting: (() => void)[] = [];
  private reads = 0;
  private keptBytes = 0;

  /** @param budget of the process, in which referenced pages count */
  constructor(
    private readonly size: number,
    private readonly maxBytes: number,
    private readonly budget: ByteBudget,
  ) {}

  /**
   * The page of `source` that `seq` is in.
   * @param read reads the source; its errors are thrown
   */
  get(source: string, seq: number, read: ReadBehind): Page | Promise<Page> {
    const index = Math.floor((seq - 1) / this.size);
    const key = `${source}/${index}`;
    const kept = this.pages.get(key);
    if (kept === undefined) return this.underWay.get(key) ?? this.load(key, index, read);
    // Moved to the end: the least recently used is evicted first.
    this.pages.delete(key);
    this.pages.set(key, kept);
    return kept;
  }

  private load(key: string, index: number, read: ReadBehind): Promise<Page> {
    const loading = (async () => {
      try {
        const end = (index + 1) * this.size;
        const items = await this.inTurn(() => read(index * this.size, this.size));
        const page = new Page(
          items.filter(({ seq }) => seq <= end),
          this.budget,
        );
        if (page.size === this.size) this.keep(key, page);
        return page;
      } finally {
        this.underWay.delete(key);
      }
    })();
    this.underWay.set(key, loading);
    return loading;
  }

  /** Runs a read when there is room for one more. */
  async inTurn<T>(read: () => Promise<T>): Promise<T> {
    if (this.reads >= MAX_READS) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.reads += 1;
    try {
      return await read();
    } finally {
      // The slot goes to the next in line.
      const next = this.waiting.shift();
      if (next === undefined) this.reads -= 1;
      else next();
    }
  }

  private keep(key: string, page: Page): void {
    this.pages.set(key, page);
    page.hold();
    this.keptBytes += page.bytes;
    for (const [oldKey, old] of this.pages) {
      if (oldKey === key || (this.keptBytes <= this.maxBytes && this.budget.hasRoom)) return;
      this.pages.delete(oldKey);
      this.keptBytes -= old.bytes;
      old.release();
    }
  }
}
