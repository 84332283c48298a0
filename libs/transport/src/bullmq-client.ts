import { LANES, type Lane } from "#contracts";
import { Injectable, Logger, type OnApplicationShutdown } from "@nestjs/common";
import { ClientProxy, type ReadPacket, type WritePacket } from "@nestjs/microservices";
import type { JobsOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { randomUUID } from "node:crypto";

import {
  connectRedis,
  openProducerConnection,
  openQueue,
  queueName,
  type TransportBackend,
} from "./backend.js";
import { openBus, type Bus } from "./bus.js";
import { TransportUnavailableError } from "./errors.js";
import { JobRecord } from "./job-record.js";
import { stampedWhenWritten, type JobPacket } from "./packet.js";
import { PendingRequests } from "./pending-requests.js";
import { carrierOf, markFailed, startSend, startSendMany, untraced } from "./spans.js";

/** A queue that does not answer for so long is away. */
const QUEUE_TIMEOUT_MS = 3_000;

/**
 * Attempts and their delays: 0.2, 0.4, 0.8 … seconds. A bulk chunk that fails for longer is handed in again by the
 * worker's sweeper; nobody waits that long for an interactive one. Ended jobs are dropped: results are in Postgres,
 * and a job that stayed would keep its id from being used again.
 */
const JOB_OPTIONS: Record<Lane, JobsOptions> = {
  interactive: {
    attempts: 3,
    backoff: { type: "exponential", delay: 200 },
    removeOnComplete: true,
    removeOnFail: true,
  },
  bulk: {
    attempts: 6,
    backoff: { type: "exponential", delay: 200 },
    removeOnComplete: true,
    removeOnFail: true,
  },
};

/** What an open client holds. */
interface Connections {
  readonly bus: Bus;
  readonly redis: Redis | undefined;
  readonly queues: Readonly<Record<Lane, Queue>>;
}

/**
 * Nest's client over BullMQ. A request costs two round trips of its own: the job's addition, and the reply, which
 * comes as one message on this client's channel of the bus; a response that is too large for the bus costs a third,
 * to read it where it is stored. Each request is answered exactly once, by the reply or
 * by what its record's `recover` finds stored.
 */
@Injectable()
export class BullMqClient extends ClientProxy implements OnApplicationShutdown {
  private readonly logger = new Logger(BullMqClient.name);
  private readonly channel = `assay_reply_${randomUUID()}`;
  private readonly pending = new PendingRequests();
  private opening: Promise<Connections> | undefined;

  constructor(private readonly backend: TransportBackend) {
    super();
  }

  /** @throws TransportUnavailableError; the next call tries again */
  async connect(): Promise<void> {
    await this.connections();
  }

  /** Whether both the queue and the bus answer. @throws TransportUnavailableError */
  async ping(): Promise<void> {
    const { bus, queues } = await this.connections();
    await this.bounded(Promise.all([bus.ping(), queues.interactive.getWaitingCount()]));
  }

  /** Jobs of a lane that wait. */
  async waitingCount(lane: Lane): Promise<number> {
    const { queues } = await this.connections();
    return this.bounded(queues[lane].getWaitingCount());
  }

  /** How long the oldest job of a lane has waited, in seconds; 0 when none waits. */
  async oldestWaitingSeconds(lane: Lane): Promise<number> {
    const { queues } = await this.connections();
    // BullMQ turns the order around on Redis alone: on Postgres the oldest of a list is its last.
    const at = this.backend.kind === "redis" ? 0 : Math.max(0, (await this.waitingCount(lane)) - 1);
    const [oldest] = await this.bounded(queues[lane].getJobs("waiting", at, at, true));
    // A job may be taken between the reading of its place and that of itself.
    return Math.max(0, Date.now() - (oldest?.timestamp ?? Date.now())) / 1_000;
  }

  /**
   * Queues many messages in one round trip; completes when all are stored. Each belongs to the trace of its record, or
   * else to the caller's, and links to this sending.
   * @throws TransportUnavailableError
   */
  async emitAll<Data>(pattern: string, records: readonly JobRecord<Data>[]): Promise<void> {
    const { queues } = await this.connections();
    for (const lane of LANES) {
      const ofLane = records.filter(({ options }) => options.lane === lane);
      if (ofLane.length === 0) continue;
      const span = startSendMany(lane, ofLane.length);
      const sentBy = carrierOf(span);
      const jobs = ofLane.map(({ data, options }) => ({
        name: pattern,
        data: stampedWhenWritten({
          pattern,
          data,
          metadata:
            options.traceparent === undefined ? sentBy : { traceparent: options.traceparent },
          sentBy,
        }),
        opts: { ...JOB_OPTIONS[lane], jobId: options.jobId, delay: options.delayMs ?? 0 },
      }));
      try {
        await this.bounded(untraced(() => queues[lane].addBulk(jobs)));
      } catch (error) {
        markFailed(span, error);
        throw error;
      } finally {
        span.end();
      }
    }
  }

  /** Tells another process over the bus; a message that gets lost is not missed. */
  async wake(channel: string, payload: string): Promise<void> {
    const { bus } = await this.connections();
    await bus.publish(channel, payload);
  }

  /** Nest calls this once the requests that were under way are answered. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    const opening = this.opening;
    this.opening = undefined;
    this.pending.failAll(new TransportUnavailableError("this process is shutting down"));
    const connections = await opening?.catch(() => undefined);
    if (connections === undefined) return;
    await closeAll(connections);
  }

  unwrap<T>(): T {
    return this.opening as T;
  }

  protected override publish(
    packet: ReadPacket,
    callback: (packet: WritePacket) => void,
  ): () => void {
    const record = recordOf(packet);
    const id = this.pending.add(record, callback);
    this.add(packet, record, { channel: this.channel, id }).then(
      () => this.pending.markStored(id),
      (error: unknown) => this.pending.fail(id, error),
    );
    return () => this.pending.forget(id);
  }

  protected override async dispatchEvent<T = unknown>(packet: ReadPacket): Promise<T> {
    await this.add(packet, recordOf(packet));
    return undefined as T;
  }

  private async add(
    packet: ReadPacket,
    record: JobRecord,
    reply?: JobPacket["reply"],
  ): Promise<void> {
    const { lane, jobId } = record.options;
    const { queues } = await this.connections();
    const span = startSend(lane, jobId);
    const job = stampedWhenWritten({
      pattern: String(packet.pattern),
      data: record.data,
      metadata: { ...packet.metadata, ...carrierOf(span) },
      ...(reply === undefined ? {} : { reply }),
    });
    try {
      await this.bounded(
        untraced(() => queues[lane].add(job.pattern, job, { ...JOB_OPTIONS[lane], jobId })),
      );
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  private connections(): Promise<Connections> {
    if (this.opening === undefined) {
      const opened = this.open();
      this.opening = this.bounded(opened).catch((error: unknown) => {
        this.opening = undefined;
        // What opens after all is not wanted any more: the next call opens its own.
        opened.then(closeAll).catch(() => undefined);
        throw error;
      });
    }
    return this.opening;
  }

  private async open(): Promise<Connections> {
    const redis =
      this.backend.kind === "redis" ? openProducerConnection(this.backend.redisUrl) : undefined;
    redis?.on("error", (error: Error) => this.logger.debug(error.message));
    try {
      if (redis !== undefined) await connectRedis(redis);
      const bus = await openBus(this.backend);
      await bus.subscribe(this.channel, (payload) => this.pending.take(payload));
      const queues = {
        interactive: openQueue(this.backend, queueName("interactive"), redis),
        bulk: openQueue(this.backend, queueName("bulk"), redis),
      };
      for (const queue of Object.values(queues))
        queue.on("error", (error) => this.logger.debug(error.message));
      return { bus, redis, queues };
    } catch (error) {
      redis?.disconnect();
      throw error;
    }
  }

  /** A server that is away must refuse a request, not hold it. */
  private async bounded<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${QUEUE_TIMEOUT_MS} ms`)),
        QUEUE_TIMEOUT_MS,
      );
    });
    try {
      return await Promise.race([work, timeout]);
    } catch (error) {
      throw error instanceof TransportUnavailableError
        ? error
        : new TransportUnavailableError(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

const closeAll = async ({ bus, redis, queues }: Connections): Promise<void> => {
  await Promise.all(Object.values(queues).map((queue) => queue.close()));
  redis?.disconnect();
  await bus.close();
};

const recordOf = (packet: ReadPacket): JobRecord => {
  const record: unknown = packet.data;
  if (record instanceof JobRecord) return record;
  throw new TypeError(
    `Send "${String(packet.pattern)}" as a JobRecord: its lane and its job id must be told.`,
  );
};
