import type { Queue } from "bullmq";

/** The queues of a producer: each is opened once. */
export class OpenedQueues {
  private readonly queues = new Map<string, Queue>();

  constructor(
    private readonly open: (name: string) => Queue,
    private readonly onError: (error: Error) => void,
  ) {}

  get(name: string): Queue {
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = this.open(name);
      queue.on("error", this.onError);
      this.queues.set(name, queue);
    }
    return queue;
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }
}
