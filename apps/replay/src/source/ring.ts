import type { Item } from "./item.js";

/** The newest events in memory, without gaps; bounded by number and by bytes. */
export class Ring {
  private readonly items: (Item | undefined)[];
  private bytes = 0;
  private first = 1;
  private last = 0;

  constructor(
    private readonly maxItems: number,
    private readonly maxBytes: number,
  ) {
    this.items = Array.from({ length: maxItems });
  }

  get(seq: number): Item | undefined {
    return seq < this.first || seq > this.last ? undefined : this.items[seq % this.maxItems];
  }

  /** Appends an event. If it does not follow the newest one, the ring starts anew. */
  push(item: Item): void {
    if (item.seq !== this.last + 1) this.clear(item.seq);
    if (this.last - this.first + 1 === this.maxItems) this.drop();
    this.items[item.seq % this.maxItems] = item;
    this.last = item.seq;
    this.bytes += item.body.length;
    while (this.bytes > this.maxBytes && this.first < this.last) this.drop();
  }

  /** Removes everything; `next` is the next offset. */
  clear(next: number): void {
    this.items.fill(undefined);
    this.bytes = 0;
    this.first = next;
    this.last = next - 1;
  }

  private drop(): void {
    const index = this.first % this.maxItems;
    this.bytes -= this.items[index]?.body.length ?? 0;
    this.items[index] = undefined;
    this.first += 1;
  }
}
