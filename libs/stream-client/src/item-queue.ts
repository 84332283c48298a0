/** What was received and not taken yet. */
export class ItemQueue<T> {
  private readonly items: T[] = [];
  private taken = 0;
  private waiting: {
    resolve: (result: IteratorResult<T, undefined>) => void;
    reject: (error: Error) => void;
  }[] = [];
  private end: { error: Error | undefined } | undefined;

  get size(): number {
    return this.items.length - this.taken;
  }

  push(item: T): void {
    if (this.end !== undefined) return;
    const next = this.waiting.shift();
    if (next === undefined) this.items.push(item);
    else next.resolve({ done: false, value: item });
  }

  /** Queued items can still be read; then the queue ends, or fails. */
  close(error?: Error): void {
    if (this.end !== undefined) return;
    this.end = { error };
    for (const { resolve, reject } of this.waiting.splice(0))
      if (error === undefined) resolve({ done: true, value: undefined });
      else reject(error);
  }

  take(): Promise<IteratorResult<T, undefined>> {
    if (this.size > 0) {
      const value = this.items[this.taken] as T;
      this.taken += 1;
      // Cut off now and then, and not each time: shifting a long array costs its length.
      if (this.taken === this.items.length || this.taken === CUT_AT) {
        this.items.splice(0, this.taken);
        this.taken = 0;
      }
      return Promise.resolve({ done: false, value });
    }
    if (this.end?.error !== undefined) return Promise.reject(this.end.error);
    if (this.end !== undefined) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
    });
  }
}

const CUT_AT = 1_024;
