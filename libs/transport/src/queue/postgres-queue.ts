import { clientOptions, CONNECTION_LIMITS, MIGRATION_LIMITS, sessionOptions } from "#postgres";
import { createPostgresBackend, Queue, Worker, type Job, type Processor } from "bullmq";

import { OpenedQueues } from "./opened-queues.js";
import { queueName, workerOptions, type QueuePort, type QueueProducer } from "./queue-port.js";

/** The schema of BullMQ's own tables. */
const SCHEMA = "bullmq";
/**
 * The queue does not wait for the disk. After a crash of Postgres its last half second may be missing, never part of it:
 * a job that is lost is queued again from our own tables, which do wait, and one that runs again changes nothing.
 */
export const WITHOUT_WAITING_FOR_THE_DISK = { synchronous_commit: "off" };
/** Queries of one queue or worker that may be under way at once. */
const POOL_SIZE = 6;
/** Several that migrate together wait for the first, as long as it takes. */
const LIMITS_OF_MIGRATION = { ...MIGRATION_LIMITS, lockMs: 0 };

/** The queue on Postgres, by BullMQ's own tables and notifications. */
export class PostgresQueue implements QueuePort {
  constructor(
    private readonly databaseUrl: string,
    private readonly namespace: string,
  ) {}

  async openProducer(onError: (error: Error) => void): Promise<QueueProducer> {
    const queues = new OpenedQueues((name) => this.openQueue(name), onError);
    return {
      queue: (name) => queues.get(name),
      oldestWaiting: async (name): Promise<Job | undefined> => {
        // BullMQ turns the order around on Redis alone: on Postgres the oldest of a list is its last.
        const last = Math.max(0, (await queues.get(name).getWaitingCount()) - 1);
        return (await queues.get(name).getJobs("waiting", last, last, true))[0];
      },
      close: () => queues.close(),
    };
  }

  openWorker(name: string, processor: Processor, concurrency: number): Worker {
    return new Worker(
      this.namespace + name,
      processor,
      { ...workerOptions(concurrency), connection: this.connection() },
      createPostgresBackend,
    ) as unknown as Worker;
  }

  async migrate(): Promise<void> {
    const queue = new Queue(
      queueName("interactive"),
      {
        connection: {
          ...this.connection(),
          query_timeout: undefined,
          options: sessionOptions(LIMITS_OF_MIGRATION),
          migrate: true,
        },
      },
      createPostgresBackend,
    );
    try {
      await queue.waitUntilReady();
    } finally {
      await queue.close();
    }
  }

  private openQueue(name: string): Queue {
    return new Queue(
      this.namespace + name,
      { connection: this.connection() },
      createPostgresBackend,
    ) as unknown as Queue;
  }

  private connection() {
    return {
      connectionString: this.databaseUrl,
      schema: SCHEMA,
      max: POOL_SIZE,
      ...clientOptions(),
      query_timeout: CONNECTION_LIMITS.answerMs,
      options: sessionOptions(CONNECTION_LIMITS, WITHOUT_WAITING_FOR_THE_DISK),
      migrate: false,
    };
  }
}
