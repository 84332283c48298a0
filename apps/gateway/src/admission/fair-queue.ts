/** What waits, and how much work it is. */
export interface Queued {
  readonly key: string;
  readonly work: number;
}

interface Line<Item> {
  items: Item[];
  /** Where the line begins in `items`: taking from the front of an array would move the rest. */
  head: number;
  work: number;
  /** What the line may still take in this round. */
  credit: number;
}

/** Items gone from the front before a line is cut to what is left of it. */
const MAX_GONE = 512;

/**
 * A queue in which every key gets the same share of work, whatever each has waiting: deficit round robin (Shreedhar and
 * Varghese, 1995). Within a key, first come, first served.
 */
export class FairQueue<Item extends Queued> {
  private readonly lines = new Map<string, Line<Item>>();
  private total = 0;
  private count = 0;

  /** @param quantum work that a key may take in a round */
  constructor(private readonly quantum: number) {}

  get length(): number {
    return this.count;
  }

  /** All that waits. */
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

  /** The item whose turn it is. Looks at no more lines than there are, times the work of an item over the quantum. */
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

  /** Takes out all that fit a condition, wherever they stand. */
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

  /** Work that is done before an item that a key would push now: no other key gets more than this one until then. */
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
