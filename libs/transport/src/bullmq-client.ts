import { untraced } from "#telemetry";
import {
  LANES,
  type JobCatalogue,
  type JobName,
  type JobPayload,
  type JobReply,
  type Jobs,
  type Lane,
} from "#contracts";
import { Coalescer, within } from "#concurrency";
import { Injectable, Logger, type OnApplicationShutdown } from "@nestjs/common";
import { ClientProxy, type ReadPacket, type WritePacket } from "@nestjs/microservices";
import type { Span } from "@opentelemetry/api";
import type { JobsOptions } from "bullmq";
import { randomUUID } from "node:crypto";
import { firstValueFrom, timeout } from "rxjs";

import type { Bus } from "./bus.js";
import { TransportUnavailableError } from "./errors.js";
import { JobRecord, type RequestOptions } from "./job-record.js";
import { stampedWhenWritten, type RequestPacket } from "./packet.js";
import { PendingRequests } from "./pending-requests.js";
import { queueName, type QueueProducer } from "./queue/queue-port.js";
import { carrierOf, markFailed, markSent, startSend, startSendMany } from "./spans.js";
import { technologyOf, type TransportBackend } from "./technology.js";

/** A queue that does not answer for so long is unavailable. */
const QUEUE_TIMEOUT_MS = 3_000;
/**
 * Shared jobs that may wait for their replies before further requests join the next job. Two keep the gateway and a
 * worker busy at the same time; more would only make each job smaller, and a job costs as much as several requests.
 */
const MAX_SHARED_JOBS = 2;
/** A job that has no reply for so long no longer holds others back: it may take long, or its worker may have died. */
const MAX_JOIN_MS = 50;

/** What an open client holds. */
interface Connections {
  readonly bus: Bus;
  readonly producer: QueueProducer;
}

/** A request on its way into the queue. */
interface Sending extends RequestPacket {
  readonly record: JobRecord;
  readonly span: Span;
}

/** A job that nobody waits for. */
export interface JobToEnqueue<Payload> {
  readonly payload: Payload;
  /** W3C trace context that the job belongs to, when it is not the caller's. */
  readonly traceparent?: string | undefined;
}

/**
 * Nest's client over BullMQ, typed by a catalogue of jobs. A request costs two round trips of its own: the job's
 * addition, and the reply, which comes as one message on this client's channel of the bus; a response that is too
 * large for the bus costs a third, to read it where it is stored. Requests that arrive while two jobs wait for their
 * replies share the next one, and replies that are ready together share a message. Each request is answered exactly
 * once, by the reply or by what its `recover` finds stored.
 */
@Injectable()
export class BullMqClient<Catalogue extends JobCatalogue = Jobs>
  extends ClientProxy
  implements OnApplicationShutdown
{
  private readonly logger = new Logger(BullMqClient.name);
  private readonly channel = `assay_reply_${randomUUID()}`;
  private readonly pending = new PendingRequests();
  /** By the job's name; only of jobs that may be shared. */
  private readonly shared = new Map<string, Coalescer<Sending, void>>();
  private opening: Promise<Connections> | undefined;

  constructor(
    private readonly backend: TransportBackend,
    private readonly catalogue: Catalogue,
  ) {
    super();
    for (const [name, { share }] of Object.entries(catalogue)) {
      if (share === undefined) continue;
      this.shared.set(
        name,
        new Coalescer((sendings) => this.addAndWait(name, sendings), {
          sizeOf: ({ data }) => share.sizeOf(data),
          maxSize: share.maxSize,
          maxRunning: MAX_SHARED_JOBS,
        }),
      );
    }
  }

  /** @throws TransportUnavailableError; the next call tries again */
  async connect(): Promise<void> {
    await this.connections();
  }

  /** Whether both the queue and the bus answer. @throws TransportUnavailableError */
  async ping(): Promise<void> {
    const { bus, producer } = await this.connections();
    const queue = producer.queue(queueName("interactive"));
    await this.bounded(Promise.all([bus.ping(), queue.getWaitingCount()]));
  }

  /** Jobs of a lane that wait. */
  async waitingCount(lane: Lane): Promise<number> {
    const { producer } = await this.connections();
    return this.bounded(producer.queue(queueName(lane)).getWaitingCount());
  }

  /** How long the oldest job of a lane has waited, in seconds; 0 when none waits. */
  async oldestWaitingSeconds(lane: Lane): Promise<number> {
    const { producer } = await this.connections();
    const oldest = await this.bounded(producer.oldestWaiting(queueName(lane)));
    // A job may be taken between the reading of its place and that of itself.
    return Math.max(0, Date.now() - (oldest?.timestamp ?? Date.now())) / 1_000;
  }

  /**
   * Queues a job and waits for its reply.
   * @throws TransportUnavailableError, JobFailedError, TimeoutError of RxJS when the reply takes too long
   */
  request<Name extends JobName<Catalogue>>(
    name: Name,
    payload: JobPayload<Catalogue, Name>,
    options: RequestOptions<JobReply<Catalogue, Name>> = {},
  ): Promise<JobReply<Catalogue, Name>> {
    return this.requestAny(name, payload, options);
  }

  /** The same, for a reply that is passed on as the JSON text that it comes as. @throws as `request` */
  requestText<Name extends JobName<Catalogue>>(
    name: Name,
    payload: JobPayload<Catalogue, Name>,
    options: RequestOptions<string>,
  ): Promise<string> {
    return this.requestAny(name, payload, { ...options, asText: true });
  }

  /**
   * Queues many jobs that nobody waits for in one round trip; completes when all are stored. Each belongs to the trace
   * that is given with it, or else to the caller's, and links to this sending.
   * @throws TransportUnavailableError
   */
  async enqueue<Name extends JobName<Catalogue>>(
    name: Name,
    jobs: readonly JobToEnqueue<JobPayload<Catalogue, Name>>[],
  ): Promise<void> {
    if (jobs.length === 0) return;
    const { producer } = await this.connections();
    const { lane } = this.specOf(name);
    const span = startSendMany(lane, jobs.length);
    const sentBy = carrierOf(span);
    const toAdd = jobs.map(({ payload, traceparent }) => ({
      name,
      data: stampedWhenWritten({
        pattern: name,
        requests: [
          {
            id: "",
            data: payload,
            metadata: traceparent === undefined ? sentBy : { traceparent },
          },
        ],
        sentBy,
      }),
      opts: this.jobOptions(name, payload),
    }));
    try {
      await this.bounded(untraced(() => producer.queue(queueName(lane)).addBulk(toAdd)));
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  /** Notifies those who listen to a channel. Nothing depends on it: a lost message is not missed. */
  async wake(channel: string): Promise<void> {
    const { bus } = await this.connections();
    await bus.publish({ channel, payload: "" });
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
    const id = this.pending.add(record.options, callback);
    this.sendRequest(String(packet.pattern), id, record);
    return () => this.pending.forget(id);
  }

  protected override dispatchEvent<T = unknown>(packet: ReadPacket): Promise<T> {
    const pattern = String(packet.pattern);
    return Promise.reject(new TypeError(`Use \`enqueue\` for "${pattern}": nobody waits for it.`));
  }

  private requestAny<Name extends JobName<Catalogue>, Reply>(
    name: Name,
    payload: JobPayload<Catalogue, Name>,
    options: RequestOptions<Reply>,
  ): Promise<Reply> {
    const spec = this.specOf(name);
    const record = new JobRecord(payload, spec.lane, this.jobOptions(name, payload), options);
    const timeoutMs = Math.min(options.timeoutMs ?? spec.timeoutMs, spec.timeoutMs);
    return firstValueFrom(this.send<Reply, JobRecord>(name, record).pipe(timeout(timeoutMs)));
  }

  /** At once while few jobs are under way; else in one job with the requests that arrive meanwhile. */
  private sendRequest(name: string, id: string, record: JobRecord): void {
    const span = startSend(record.lane);
    const sending = { id, data: record.payload, metadata: carrierOf(span), record, span };
    void (this.shared.get(name)?.run(sending) ?? this.add(name, [sending]));
  }

  private async addAndWait(name: string, sendings: readonly Sending[]): Promise<void[]> {
    await this.add(name, sendings);
    await this.pending.untilAnswered(
      sendings.map(({ id }) => id),
      MAX_JOIN_MS,
    );
    return sendings.map(() => undefined);
  }

  /** Queues one job for all of these requests. When that fails, each of them fails. */
  private async add(name: string, sendings: readonly Sending[]): Promise<void> {
    try {
      await this.addJob(name, sendings);
      for (const { id } of sendings) this.pending.markStored(id);
    } catch (error) {
      for (const { id, span } of sendings) {
        markFailed(span, error);
        this.pending.fail(id, error);
      }
    } finally {
      for (const { span } of sendings) span.end();
    }
  }

  private async addJob(name: string, sendings: readonly Sending[]): Promise<void> {
    const [first] = sendings;
    if (first === undefined) return;
    const { lane, jobOptions } = first.record;
    // A job of several has an id of its own: under that of one, the others would be lost where it is queued already.
    const jobId = sendings.length === 1 ? jobOptions.jobId : `shared-${randomUUID()}`;
    for (const { span } of sendings) markSent(span, jobId, sendings.length);
    const { producer } = await this.connections();
    const packet = stampedWhenWritten({
      pattern: name,
      requests: sendings.map(({ id, data, metadata }) => ({ id, data, metadata })),
      replyTo: this.channel,
    });
    const queue = producer.queue(queueName(lane));
    await this.bounded(untraced(() => queue.add(name, packet, { ...jobOptions, jobId })));
  }

  private specOf<Name extends JobName<Catalogue>>(name: Name): Catalogue[Name] {
    return this.catalogue[name];
  }

  /**
   * Ended jobs are dropped: results are in Postgres, and a job that stayed would keep its id from being used again.
   */
  private jobOptions<Name extends JobName<Catalogue>>(
    name: Name,
    payload: JobPayload<Catalogue, Name>,
  ): JobsOptions & { jobId: string } {
    const spec = this.specOf(name);
    return {
      jobId: spec.id(payload),
      attempts: spec.attempts,
      backoff: { type: "exponential", delay: spec.backoffMs },
      delay: spec.delayMs?.(payload, Date.now()) ?? 0,
      removeOnComplete: true,
      removeOnFail: true,
    };
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
    const { queue, openBus } = technologyOf(this.backend);
    const producer = await queue.openProducer((error) => this.logger.debug(error.message));
    try {
      const bus = await openBus();
      await bus.subscribe(this.channel, (payload) => this.pending.take(payload));
      for (const lane of LANES) producer.queue(queueName(lane));
      return { bus, producer };
    } catch (error) {
      await producer.close();
      throw error;
    }
  }

  /** While the server is unavailable a request fails; it is not held. */
  private async bounded<T>(work: Promise<T>): Promise<T> {
    try {
      return await within(QUEUE_TIMEOUT_MS, work);
    } catch (error) {
      throw error instanceof TransportUnavailableError
        ? error
        : new TransportUnavailableError(error);
    }
  }
}

const closeAll = async ({ bus, producer }: Connections): Promise<void> => {
  await producer.close();
  await bus.close();
};

const recordOf = (packet: ReadPacket): JobRecord => {
  const record: unknown = packet.data;
  if (record instanceof JobRecord) return record;
  throw new TypeError(
    `Use \`request\` for "${String(packet.pattern)}": it types the payload and knows its lane and id.`,
  );
};
