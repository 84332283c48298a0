import { AsyncResource } from "node:async_hooks";

/** Turns many requests into their answers at once, in the same order. */
export type RunMany<In, Out> = (requests: readonly In[]) => Promise<readonly Out[]>;

export interface CoalescerOptions<In> {
  readonly sizeOf: (request: In) => number;
  /** Maximum sum of `sizeOf` in one round trip; a single larger request gets its own. */
  readonly maxSize: number;
  /** Round trips under way at once. */
  readonly maxRunning: number;
  /**
   * Whether a failed round trip may be the fault of one of the requests that shared it: then each is run by itself, and
   * only that one fails. Absent: all fail together.
   */
  readonly isFaultOfOne?: (error: unknown) => boolean;
}

interface Waiting<In, Out> {
  readonly request: In;
  /** Holds the trace that this request came with. */
  readonly resource: AsyncResource;
  readonly resolve: (answer: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins requests that arrive at the same time, or while another round trip is under way, into one round trip. An idle
 * process waits for nothing; a busy one shares each round trip among all that it holds, and each is still answered by
 * itself.
 */
export class Coalescer<In, Out> {
  private readonly waiting: Waiting<In, Out>[] = [];
  private running = 0;
  private isStarting = false;

  constructor(
    private readonly runMany: RunMany<In, Out>,
    private readonly options: CoalescerOptions<In>,
  ) {}

  /** Answers when the round trip that carries this request does; fails with it too. */
  run(request: In): Promise<Out> {
    return new Promise<Out>((resolve, reject) => {
      const resource = new AsyncResource("joined request");
      this.waiting.push({ request, resource, resolve, reject });
      this.startSoon();
    });
  }

  /** Once all that has arrived by now has been read: what comes in the same turn of the event loop shares the trip. */
  private startSoon(): void {
    if (this.isStarting || this.running >= this.options.maxRunning) return;
    this.isStarting = true;
    setImmediate(() => {
      this.isStarting = false;
      this.startAll();
    });
  }

  private startAll(): void {
    while (this.waiting.length > 0 && this.running < this.options.maxRunning) {
      this.running += 1;
      const joined = this.takeJoinable();
      // A round trip that several share is seen in the trace of the first of them.
      joined[0]?.resource.runInAsyncScope(() => void this.runOne(joined));
    }
  }

  private takeJoinable(): Waiting<In, Out>[] {
    let size = 0;
    let count = 0;
    for (const { request } of this.waiting) {
      size += this.options.sizeOf(request);
      if (count > 0 && size > this.options.maxSize) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async runOne(joined: Waiting<In, Out>[]): Promise<void> {
    try {
      const answers = await this.runMany(joined.map(({ request }) => request));
      joined.forEach(({ resolve }, index) => resolve(answers[index] as Out));
    } catch (error) {
      if (joined.length > 1 && this.options.isFaultOfOne?.(error) === true)
        for (const each of joined) await this.runAlone(each);
      else joined.forEach(({ reject }) => reject(error));
    } finally {
      this.running -= 1;
      this.startAll();
    }
  }

  private async runAlone({ request, resource, resolve, reject }: Waiting<In, Out>): Promise<void> {
    try {
      const [answer] = await resource.runInAsyncScope(() => this.runMany([request]));
      resolve(answer as Out);
    } catch (error) {
      reject(error);
    }
  }
}
