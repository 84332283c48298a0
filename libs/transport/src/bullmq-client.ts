import { LANES, type Lane } from "#contracts";
import { wallClockMs } from "#telemetry";
import { Injectable, Logger, type OnApplicationShutdown } from "@nestjs/common";
import { ClientProxy, type ReadPacket, type WritePacket } from "@nestjs/microservices";
import { context, type Context } from "@opentelemetry/api";
import type { JobsOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { randomUUID } from "node:crypto";

import { openProducerConnection, openQueue, type TransportBackend } from "./backend.js";
import { openBus, type Bus } from "./bus.js";
import { JobFailedError, TransportUnavailableError } from "./errors.js";
import { JobRecord } from "./job-record.js";
import type { JobPacket, ReplyPacket } from "./packet.js";
import { carrierOf, markFailed, recordReply, startSend } from "./spans.js";

/** How long a request waits for its reply before it looks where the result is stored, and how much longer each time. */
const RECOVER_AFTER_MS = 250;
const RECOVER_MAX_MS = 2_000;
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

interface PendingRequest {
  readonly answer: (packet: WritePacket) => void;
  readonly record: JobRecord;
  readonly sentAtMs: number;
  readonly parent: Context;
  storedAtMs?: number;
  timer?: NodeJS.Timeout;
}

/** What an open client holds. */
interface Connections {
  readonly bus: Bus;
  readonly redis: Redis | undefined;
  readonly queues: Readonly<Record<Lane, Queue>>;
}

/**
 * Nest's client over BullMQ. A request costs two round trips of its own: the job's addition, and the reply, which
 * comes as one message on this client's channel of the bus. Each request is answered exactly once, by the reply or
 * by what its record's `recover` finds stored.
 */
@Injectable()
export class BullMqClient extends ClientProxy implements OnApplicationShutdown {
  private readonly logger = new Logger(BullMqClient.name);
  private readonly channel = `assay_reply_${randomUUID()}`;
  private readonly pending = new Map<string, PendingRequest>();
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

  /** Queues many messages in one round trip; completes when all are stored. @throws TransportUnavailableError */
  async emitAll<Data>(pattern: string, records: readonly JobRecord<Data>[]): Promise<void> {
    const { queues } = await this.connections();
    for (const lane of LANES) {
      const ofLane = records.filter(({ options }) => options.lane === lane);
      const [first] = ofLane;
      if (first === undefined) continue;
      const span = startSend(lane, first.options.jobId, ofLane.length);
      const metadata = carrierOf(span);
      const jobs = ofLane.map(({ data, options }) => ({
        name: pattern,
        data: { pattern, data, metadata, sentAtMs: wallClockMs() } satisfies JobPacket,
        opts: { ...JOB_OPTIONS[lane], jobId: options.jobId },
      }));
      try {
        await this.bounded(queues[lane].addBulk(jobs));
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
    for (const [id, { timer, answer }] of this.pending) {
      clearTimeout(timer);
      this.pending.delete(id);
      answer({
        err: new TransportUnavailableError("this process is shutting down"),
        isDisposed: true,
      });
    }
    const connections = await opening?.catch(() => undefined);
    if (connections === undefined) return;
    await Promise.all(Object.values(connections.queues).map((queue) => queue.close()));
    connections.redis?.disconnect();
    await connections.bus.close();
  }

  unwrap<T>(): T {
    return this.opening as T;
  }

  protected override publish(
    packet: ReadPacket,
    callback: (packet: WritePacket) => void,
  ): () => void {
    const record = recordOf(packet);
    const id = randomUUID();
    const request: PendingRequest = {
      answer: callback,
      record,
      sentAtMs: wallClockMs(),
      parent: context.active(),
    };
    this.pending.set(id, request);
    this.add(packet, record, { channel: this.channel, id }).then(
      () => {
        request.storedAtMs = wallClockMs();
        this.recoverLater(id, RECOVER_AFTER_MS);
      },
      (error: unknown) => this.settle(id, { err: error, isDisposed: true }),
    );
    return () => {
      clearTimeout(request.timer);
      this.pending.delete(id);
    };
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
    const job: JobPacket = {
      pattern: String(packet.pattern),
      data: record.data,
      metadata: { ...packet.metadata, ...carrierOf(span) },
      sentAtMs: wallClockMs(),
      ...(reply === undefined ? {} : { reply }),
    };
    try {
      await this.bounded(queues[lane].add(job.pattern, job, { ...JOB_OPTIONS[lane], jobId }));
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  private onReply(payload: string | undefined): void {
    if (payload === undefined) {
      // A reply was too large for the bus, or replies may have been missed: look now rather than later.
      for (const id of this.pending.keys()) this.recoverLater(id, 0);
      return;
    }
    const heldAtMs = wallClockMs();
    const reply = JSON.parse(payload) as ReplyPacket;
    const request = this.pending.get(reply.id);
    if (request === undefined) return;
    recordReply(request.parent, reply.handedAtMs, heldAtMs);
    // The worker may pick a job up before this process has heard that it is stored.
    const storedAtMs = Math.min(request.storedAtMs ?? reply.pickedUpAtMs, reply.pickedUpAtMs);
    request.record.options.onTiming?.({
      enqueueMs: Math.max(0, storedAtMs - request.sentAtMs),
      queueMs: Math.max(0, reply.pickedUpAtMs - storedAtMs),
      stages: reply.stages,
      replyMs: Math.max(0, heldAtMs - reply.handedAtMs),
    });
    const { error } = reply;
    this.settle(
      reply.id,
      error === undefined
        ? { response: reply.response, isDisposed: true }
        : { err: new JobFailedError(error.message, error.name), isDisposed: true },
    );
  }

  private recoverLater(id: string, delayMs: number): void {
    const request = this.pending.get(id);
    if (request?.record.options.recover === undefined) return;
    clearTimeout(request.timer);
    request.timer = setTimeout(() => void this.recover(id, request, delayMs), delayMs);
  }

  private async recover(id: string, request: PendingRequest, delayMs: number): Promise<void> {
    try {
      const response = await context.with(request.parent, async () =>
        request.record.options.recover?.(),
      );
      if (response !== undefined) this.settle(id, { response, isDisposed: true });
      else this.recoverLater(id, Math.min(Math.max(delayMs, RECOVER_AFTER_MS) * 2, RECOVER_MAX_MS));
    } catch (error) {
      this.settle(id, { err: error, isDisposed: true });
    }
  }

  /** Answers a request that is still waiting; a second answer finds nobody. */
  private settle(id: string, packet: WritePacket): void {
    const request = this.pending.get(id);
    if (request === undefined) return;
    clearTimeout(request.timer);
    this.pending.delete(id);
    request.answer(packet);
  }

  private connections(): Promise<Connections> {
    this.opening ??= this.bounded(this.open()).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async open(): Promise<Connections> {
    const redis =
      this.backend.kind === "redis" ? openProducerConnection(this.backend.redisUrl) : undefined;
    redis?.on("error", (error: Error) => this.logger.debug(error.message));
    try {
      await redis?.connect();
      const bus = await openBus(this.backend);
      await bus.subscribe(this.channel, (payload) => this.onReply(payload));
      const queues = {
        interactive: openQueue(this.backend, "interactive", redis),
        bulk: openQueue(this.backend, "bulk", redis),
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

const recordOf = (packet: ReadPacket): JobRecord => {
  const record: unknown = packet.data;
  if (record instanceof JobRecord) return record;
  throw new TypeError(
    `Send "${String(packet.pattern)}" as a JobRecord: its lane and its job id must be told.`,
  );
};
