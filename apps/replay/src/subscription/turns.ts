import { ConnectionTurns } from "#concurrency";

/** A task that works in short turns. */
export interface Worker {
  /** Works for one turn. @returns whether it could continue at once */
  turn(): boolean;
}

/** Maximum time before yielding to the event loop. */
const SLICE_MS = 4;

/**
 * Gives those who have something to do their turns, one after the other, and the process its breath in between. Those
 * who could go on at once wait behind those who have just been asked: a subscriber of the live stream does not wait
 * for all who catch up.
 */
export class Turns {
  /** New connections have priority over frames. */
  readonly connections = new ConnectionTurns();
  private readonly asked = new Set<Worker>();
  private readonly goingOn = new Set<Worker>();
  private isSet = false;

  /** @param onError called with an error of a turn; the task then gets no further turn by itself */
  constructor(private readonly onError: (error: unknown) => void) {}

  /** Schedules a turn. Repeated calls before it lead to one turn. */
  ask(worker: Worker): void {
    if (this.goingOn.has(worker)) return;
    this.asked.add(worker);
    this.set();
  }

  drop(worker: Worker): void {
    this.asked.delete(worker);
    this.goingOn.delete(worker);
  }

  private set(): void {
    if (this.isSet) return;
    this.isSet = true;
    setImmediate(() => this.run());
  }

  private run(): void {
    this.isSet = false;
    if (this.connections.next()) {
      this.set();
      return;
    }
    const endMs = performance.now() + SLICE_MS;
    // A part of the slice each, so that neither starves the other.
    this.give(this.asked, endMs - SLICE_MS / 4);
    this.give(this.goingOn, endMs);
    if (this.asked.size + this.goingOn.size > 0) this.set();
  }

  /** At least one turn, and as many as there is time for. */
  private give(line: Set<Worker>, endMs: number): void {
    for (const worker of line) {
      line.delete(worker);
      try {
        if (worker.turn()) this.goingOn.add(worker);
      } catch (error) {
        this.onError(error);
      }
      if (performance.now() >= endMs) return;
    }
  }
}
