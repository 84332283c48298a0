import type { Lane } from "#contracts";
import type { Job, Processor, Queue, Worker } from "bullmq";

/** The queue of a lane. */
export const queueName = (lane: Lane): string => `valuation-${lane}`;

/** The sending side of all queues of a process; they share its connections. */
export interface QueueProducer {
  /** The queue of a name, opened when it is first asked for. */
  queue(name: string): Queue;
  /** The job that has waited longest, undefined where none waits. @throws when the server is unavailable */
  oldestWaiting(name: string): Promise<Job | undefined>;
  close(): Promise<void>;
}

/** What Redis and Postgres must each offer to carry the queue; BullMQ does the rest in the same way on both. */
export interface QueuePort {
  /** @param onError called with lost connections, which reconnect by themselves. @throws when the server is unavailable */
  openProducer(onError: (error: Error) => void): Promise<QueueProducer>;
  /**
   * Opens the working side of a queue. It takes no job before `run()` is called; jobs that have ended are not kept.
   * @param concurrency jobs that this process holds at once
   */
  openWorker(name: string, processor: Processor, concurrency: number): Worker;
  /** Creates what the queue needs in its store. Safe to run again. */
  migrate(): Promise<void>;
}

/** A server that does not accept within so long is unavailable. */
export const CONNECT_TIMEOUT_MS = 2_000;

/**
 * Pause before a worker asks again after its server refused a connection, in milliseconds. With BullMQ's 15 s a worker
 * that asked a moment too early took no job for that long after Postgres had restarted.
 */
const RETRY_DELAY_MS = 500;

/**
 * A job whose worker has died is run again after 5 to 7 seconds: its lock lasts five, and workers check for expired locks every two.
 * The lock must outlast the longest stretch that a handler keeps the event loop to itself. A job may lose 20 workers
 * before it counts as failed: deployments and kills are not its fault.
 */
export const workerOptions = (concurrency: number) => ({
  concurrency,
  autorun: false,
  lockDuration: 5_000,
  stalledInterval: 2_000,
  maxStalledCount: 20,
  runRetryDelay: RETRY_DELAY_MS,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
});
