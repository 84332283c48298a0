import { Queue, Worker, type Job, type Processor } from "bullmq";

import { OpenedQueues } from "./opened-queues.js";
import { workerOptions, type QueuePort, type QueueProducer } from "./queue-port.js";
import { connectRedis, openProducerConnection } from "./redis-connection.js";
import { redisOptions } from "./redis-options.js";

/** Braces make Redis Cluster keep all keys of the queues in one slot. */
export const REDIS_PREFIX = "{assay}";

/** A worker waits up to five seconds for the next job: silence beyond that is a lost connection. */
const WORKER_SILENCE_MS = 8_000;

/** The queue on Redis: one connection for all queues that a process sends to, one more for each that it works on. */
export class RedisQueue implements QueuePort {
  constructor(
    private readonly redisUrl: string,
    private readonly namespace: string,
  ) {}

  async openProducer(onError: (error: Error) => void): Promise<QueueProducer> {
    const connection = openProducerConnection(this.redisUrl);
    connection.on("error", onError);
    try {
      await connectRedis(connection);
    } catch (error) {
      connection.disconnect();
      throw error;
    }
    const queues = new OpenedQueues(
      (name) =>
        new Queue(this.namespace + name, {
          connection,
          prefix: REDIS_PREFIX,
          skipWaitingForReady: true,
        }),
      onError,
    );
    return {
      queue: (name) => queues.get(name),
      oldestWaiting: async (name): Promise<Job | undefined> =>
        (await queues.get(name).getJobs("waiting", 0, 0, true))[0],
      close: async () => {
        await queues.close();
        connection.disconnect();
      },
    };
  }

  openWorker(name: string, processor: Processor, concurrency: number): Worker {
    return new Worker(this.namespace + name, processor, {
      ...workerOptions(concurrency),
      prefix: REDIS_PREFIX,
      connection: { ...redisOptions(this.redisUrl, WORKER_SILENCE_MS), maxRetriesPerRequest: null },
    });
  }

  /** Redis needs no schema. */
  migrate(): Promise<void> {
    return Promise.resolve();
  }
}
