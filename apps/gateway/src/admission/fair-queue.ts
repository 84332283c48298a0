/** A waiting item, and its work. */
export interface Queued {
  readonly key: string;
  readonly work: number;
}

interface Line<Item> {
  items: Item[];
  /** Start of the line in `items`: removing the front of an array would move the rest. */
  head: number;
  work: number;
  /** Work that the line may still take in this round. */
  credit: number;
}

/** Items removed from the front before the array is compacted. */
const MAX_GONE = 512;

/**
 * A queue in which every key gets the same share of work, however much it has waiting: deficit round robin (Shreedhar and
 * Varghese, 1995). Within a key, first come, first served.
 */
export class FairQueue<Item extends Queued> {
  private readonly lines = new Map<string, Line<Item>>();
  private total = 0;
  private count = 0;

  /** @param quantum work per key and round */
  constructor(private readonly quantum: number) {}

  get length(): number {
    return this.count;
  }

  /** All waiting items. */
  get work(): number {
    return this.total;
  }

  push(item: Item): void {
    const line = this.lines.get(item.key) ?? { items: [], head: 0, work: 0, credit: 0 };
    this.lines.set(item.key, line);
    line.items.push(item);
    line.work += item.work;
    this.total += item.work;
    this.count += 1;
  }

  /** Removes the next item. Visits at most the number of lines, times an item's work over the quantum. */
  shift(): Item | undefined {
    while (this.count > 0) {
      const [key, line] = this.lines.entries().next().value as [string, Line<Item>];
      const item = line.items[line.head] as Item;
      if (item.work <= line.credit) {
        line.credit -= item.work;
        this.removeFirst(key, line, item);
        return item;
      }
      line.credit += this.quantum;
      // Behind the others: Maps keep the order in which keys are set.
      this.lines.delete(key);
      this.lines.set(key, line);
    }
    return undefined;
  }

  /** Removes all items that match a condition. */
  removeWhere(isOver: (item: Item) => boolean): Item[] {
    const removed: Item[] = [];
    for (const [key, line] of this.lines) {
      const kept: Item[] = [];
      for (const item of line.items.slice(line.head)) (isOver(item) ? removed : kept).push(item);
      const work = kept.reduce((sum, item) => sum + item.work, 0);
      this.total -= line.work - work;
      this.count -= line.items.length - line.head - kept.length;
      if (kept.length === 0) this.lines.delete(key);
      else Object.assign(line, { items: kept, head: 0, work });
    }
    return removed;
  }

  /** Work ahead of a new item of this key: no other key gets more work than this one until then. */
  workAhead(key: string, work: number): number {
    const own = (this.lines.get(key)?.work ?? 0) + work;
    let ahead = own - work;
    for (const [other, line] of this.lines) if (other !== key) ahead += Math.min(line.work, own);
    return ahead;
  }

  private removeFirst(key: string, line: Line<Item>, item: Item): void {
    line.head += 1;
    line.work -= item.work;
    this.total -= item.work;
    this.count -= 1;
    if (line.head === line.items.length) this.lines.delete(key);
    else if (line.head >= MAX_GONE) {
      line.items.splice(0, line.head);
      line.head = 0;
    }
  }
}
