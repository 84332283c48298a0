/** Something that works a little at a time. */
export interface Worker {
  /** Works for a moment. @returns whether it could go on at once */
  turn(): boolean;
}

/** How long this may keep everything else waiting. */
const SLICE_MS = 4;

/** Gives those who have something to do their turns, one after the other, and the process its breath in between. */
export class Turns {
  private readonly waiting = new Set<Worker>();
  private isSet = false;

  /** @param onError told of what a turn throws; the worker gets no other turn by itself then */
  constructor(private readonly onError: (error: unknown) => void) {}

  /** Gives it a turn soon. Asked for again before that, it is one turn. */
  ask(worker: Worker): void {
    this.waiting.add(worker);
    if (this.isSet) return;
    this.isSet = true;
    setImmediate(() => this.run());
  }

  drop(worker: Worker): void {
    this.waiting.delete(worker);
  }

  private run(): void {
    this.isSet = false;
    const endMs = performance.now() + SLICE_MS;
    for (const worker of this.waiting) {
      this.waiting.delete(worker);
      try {
        // To the end of the line: everybody else comes first.
        if (worker.turn()) this.waiting.add(worker);
      } catch (error) {
        this.onError(error);
      }
      if (performance.now() >= endMs) break;
    }
    if (this.waiting.size > 0 && !this.isSet) {
      this.isSet = true;
      setImmediate(() => this.run());
    }
  }
}
