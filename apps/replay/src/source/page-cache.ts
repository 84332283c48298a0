import type { Item } from "./item.js";

/** Events of one aligned stretch of a source, in order and without a hole. */
export class Page {
  private readonly first: number;
  readonly bytes: number;

  constructor(private readonly items: readonly Item[]) {
    this.first = items[0]?.seq ?? 0;
    this.bytes = items.reduce((sum, { body }) => sum + body.length, 0);
  }

  /** The first place that it has at all; undefined when it is empty. */
  get start(): number | undefined {
    return this.items[0]?.seq;
  }

  get(seq: number): Item | undefined {
    return this.items[seq - this.first];
  }

  get size(): number {
    return this.items.length;
  }
}

/** Reads the events behind a place, in order. */
export type ReadBehind = (seq: number, limit: number) => Promise<Item[]>;

/**
 * Pages of `size` events, each read once however many wait for it, and kept until newer ones need the room. Only
 * whole pages are kept: one that may still grow is read again.
 */
export class PageCache {
  private readonly pages = new Map<string, Page>();
  private readonly underWay = new Map<string, Promise<Page>>();
  private bytes = 0;

  constructor(
    private readonly size: number,
    private readonly maxBytes: number,
  ) {}

  /**
   * The page of `source` that `seq` is in.
   * @param read how the source is read; its failure is the caller's
   */
  get(source: string, seq: number, read: ReadBehind): Page | Promise<Page> {
    const index = Math.floor((seq - 1) / this.size);
    const key = `${source}/${index}`;
    const kept = this.pages.get(key);
    if (kept === undefined) return this.underWay.get(key) ?? this.load(key, index, read);
    // Moved to the end: what was not asked for the longest goes first.
    this.pages.delete(key);
    this.pages.set(key, kept);
    return kept;
  }

  private load(key: string, index: number, read: ReadBehind): Promise<Page> {
    const loading = (async () => {
      try {
        const end = (index + 1) * this.size;
        const items = await read(index * this.size, this.size);
        const page = new Page(items.filter(({ seq }) => seq <= end));
        if (page.size === this.size) this.keep(key, page);
        return page;
      } finally {
        this.underWay.delete(key);
      }
    })();
    this.underWay.set(key, loading);
    return loading;
  }

  private keep(key: string, page: Page): void {
    this.pages.set(key, page);
    this.bytes += page.bytes;
    for (const [oldKey, old] of this.pages) {
      if (this.bytes <= this.maxBytes || oldKey === key) return;
      this.pages.delete(oldKey);
      this.bytes -= old.bytes;
    }
  }
}
