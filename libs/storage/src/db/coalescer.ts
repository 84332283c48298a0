import { AsyncResource } from "node:async_hooks";

/** Turns many requests into their answers at once, in the same order. */
export type RunMany<In, Out> = (requests: readonly In[]) => Promise<readonly Out[]>;

interface Waiting<In, Out> {
  readonly request: In;
  /** Holds the trace that this request came with. */
  readonly resource: AsyncResource;
  readonly resolve: (answer: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins requests that arrive while another round trip is under way into the next one. An idle process waits for
 * nothing; a busy one shares each round trip among all that it holds, and each is still answered by itself.
 */
export class Coalescer<In, Out> {
  private readonly waiting: Waiting<In, Out>[] = [];
  private running = 0;

  /**
   * @param runMany one round trip for several requests
   * @param maxSize the most that `sizeOf` may add up to in one round trip; a single larger request goes alone
   * @param maxRunning round trips under way at once
   */
  constructor(
    private readonly runMany: RunMany<In, Out>,
    private readonly sizeOf: (request: In) => number,
    private readonly maxSize: number,
    private readonly maxRunning: number,
  ) {}

  /** Answers when the round trip that carries this request does; fails with it too. */
  run(request: In): Promise<Out> {
    return new Promise<Out>((resolve, reject) => {
      const resource = new AsyncResource("joined request");
      this.waiting.push({ request, resource, resolve, reject });
      this.startNext();
    });
  }

  private startNext(): void {
    if (this.waiting.length === 0 || this.running >= this.maxRunning) return;
    this.running += 1;
    const joined = this.takeJoinable();
    // A round trip that several share is seen in the trace of the first of them.
    joined[0]?.resource.runInAsyncScope(() => void this.runOne(joined));
  }

  private takeJoinable(): Waiting<In, Out>[] {
    let size = 0;
    let count = 0;
    for (const { request } of this.waiting) {
      size += this.sizeOf(request);
      if (count > 0 && size > this.maxSize) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async runOne(joined: Waiting<In, Out>[]): Promise<void> {
    try {
      const answers = await this.runMany(joined.map(({ request }) => request));
      joined.forEach(({ resolve }, index) => resolve(answers[index] as Out));
    } catch (error) {
      joined.forEach(({ reject }) => reject(error));
    } finally {
      this.running -= 1;
      this.startNext();
    }
  }
}
