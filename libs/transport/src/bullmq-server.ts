import { LANES, type JobCatalogue, type JobSpec, type Lane } from "#contracts";
import { inStage, wallClockMs } from "#telemetry";
import { Catch, Logger, type ArgumentsHost } from "@nestjs/common";
import {
  Server,
  type BaseRpcExceptionFilter,
  type CustomTransportStrategy,
  type MessageHandler,
  type MsPattern,
} from "@nestjs/microservices";
import { context, trace } from "@opentelemetry/api";
import { UnrecoverableError, type Job, type Worker } from "bullmq";
import { lastValueFrom, throwError, type Observable } from "rxjs";

import { BullMqContext } from "./bullmq-context.js";
import type { Bus } from "./bus.js";
import { closeWithin } from "./close-within.js";
import { HandlerMismatchError } from "./errors.js";
import { Outbox, type Outcome } from "./outbox.js";
import { readPacket, type FormerJobPacket, type JobPacket, type RequestPacket } from "./packet.js";
import { queueName } from "./queue/queue-port.js";
import { contextOf, markFailed, recordQueueWait, startProcess, type Run } from "./spans.js";
import { technologyOf, type TransportBackend } from "./technology.js";

/** Letters of an error's message that go back: escaped they still fit a notification of Postgres. */
const MAX_ERROR_LETTERS = 1_000;

export interface BullMqServerOptions {
  readonly backend: TransportBackend;
  /** Jobs of each lane that this process holds at once. */
  readonly concurrency: Readonly<Record<Lane, number>>;
  /** The jobs that must each have one handler. */
  readonly catalogue: JobCatalogue;
  /** How long `close` lets the jobs in hand finish, in milliseconds. */
  readonly drainMs: number;
}

/**
 * Nest's server over BullMQ: one BullMQ worker a lane, one `@HandlesJob` method a job of the catalogue. A job is done
 * when its handler is, and fails when it fails: with `UnrecoverableError` for good, with anything else until its
 * attempts are used up.
 */
export class BullMqServer extends Server implements CustomTransportStrategy {
  protected override readonly logger = new Logger(BullMqServer.name);
  private workers: Worker[] = [];
  private bus: Bus | undefined;
  private outbox: Outbox | undefined;
  private readonly logged = new WeakSet<Error>();
  private readonly doubled = new Set<string>();
  private readonly listeners: [event: string, callback: () => void][] = [];

  constructor(private readonly options: BullMqServerOptions) {
    super();
  }

  /** Nest would let the last of two handlers win; which that is depends on the order of modules. */
  override addHandler(
    pattern: MsPattern,
    callback: MessageHandler,
    isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    const route = this.normalizePattern(pattern);
    if (this.messageHandlers.has(route)) this.doubled.add(route);
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  /** Opens the connections, and only when all are ready begins to take jobs. */
  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  /** Takes no more jobs, lets those in hand finish within the drain time, and hands back the rest. */
  async close(): Promise<void> {
    const { drainMs } = this.options;
    await Promise.all(this.workers.map((worker) => closeWithin(worker, drainMs)));
    this.workers = [];
    await this.bus?.close();
    this.bus = undefined;
    this.outbox = undefined;
  }

  /** Listens to an event of the BullMQ workers, such as `failed` or `stalled`; also before they are open. */
  on(event: string, callback: unknown): void {
    this.listeners.push([event, callback as () => void]);
    for (const worker of this.workers) worker.on(event as "error", callback as () => void);
  }

  unwrap<T>(): T {
    return this.workers as T;
  }

  /** @throws when the queue or the bus is unavailable, or this server does not listen yet */
  async ping(): Promise<void> {
    const { bus } = this;
    if (bus === undefined || this.workers.some((worker) => !worker.isRunning()))
      throw new Error("The worker takes no jobs yet.");
    await bus.ping();
  }

  /** Notifies those who listen to a channel. Nothing depends on it: a lost message is not missed. */
  async wake(channel: string): Promise<void> {
    await this.outbox?.publish({ channel, payload: "" });
  }

  private async start(): Promise<void> {
    const { backend, concurrency, catalogue } = this.options;
    const handled = [...this.messageHandlers.keys()];
    const missing = Object.keys(catalogue).filter((name) => !handled.includes(name));
    const surplus = handled.filter((name) => !Object.hasOwn(catalogue, name));
    const doubled = [...this.doubled];
    if (missing.length + surplus.length + doubled.length > 0)
      throw new HandlerMismatchError(missing, surplus, doubled);

    const { queue, openBus } = technologyOf(backend);
    this.bus = await openBus();
    this.outbox = new Outbox(this.bus);
    this.workers = LANES.map((lane) =>
      queue.openWorker(
        queueName(lane),
        (job) => this.process(lane, job as Job<JobPacket | FormerJobPacket>),
        concurrency[lane],
      ),
    );
    for (const worker of this.workers) {
      for (const [event, callback] of this.listeners) worker.on(event as "error", callback);
      worker.on("error", (error) => this.logger.debug(error.message));
      worker.on("failed", (job, error) => {
        if (!this.logged.has(error)) this.logFailure(job?.id ?? "?", error);
      });
    }
    await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
    for (const worker of this.workers) {
      worker.run().catch((error: unknown) => this.logger.error("A lane has stopped.", error));
    }
  }

  /**
   * Works on all requests of a job at the same time, so that they share their round trips. Each succeeds or fails by
   * itself; while any may still succeed the job is tried again with those.
   */
  private async process(lane: Lane, job: Job<JobPacket | FormerJobPacket>): Promise<void> {
    const pickedUpAtMs = wallClockMs();
    const packet = readPacket(job.data);
    const attempt = job.attemptsMade + 1;
    const run: JobRun = {
      packet,
      lane,
      jobId: job.id ?? "",
      // A run that ended with its worker is no attempt that failed, and yet one that was begun.
      number: Math.max(job.attemptsStarted, attempt),
      stalled: job.stalledCounter,
      attempt,
      isLast: attempt >= (job.opts.attempts ?? 1),
      pickedUpAtMs,
    };
    const outcomes = await Promise.all(packet.requests.map((request) => this.work(request, run)));
    const failures = outcomes.filter((outcome) => outcome !== undefined);
    const open = failures.filter(({ isFinal }) => !isFinal);
    // What is answered is not done again.
    if (open.length > 0 && open.length < packet.requests.length)
      await job.updateData({ ...packet, requests: open.map(({ request }) => request) });
    const [failure] = open.length > 0 ? open : failures;
    if (failure !== undefined && (open.length > 0 || failures.length === packet.requests.length))
      throw failure.error;
  }

  /** Works on one request and replies to it, in its own trace. */
  private async work(request: RequestPacket, run: JobRun): Promise<Failure | undefined> {
    const { packet, lane, jobId, attempt, isLast, pickedUpAtMs } = run;
    const parent = contextOf(request.metadata);
    recordQueueWait(parent, packet.sentAtMs, pickedUpAtMs, run);
    const [first] = packet.requests;
    const linked = packet.sentBy ?? (first === request ? undefined : first?.metadata);
    const span = startProcess(parent, run, pickedUpAtMs, linked && contextOf(linked));
    const jobContext = new BullMqContext([jobId, lane, attempt, pickedUpAtMs]);
    // Where a caller waits for the job, the client of the caller measures this.
    if (packet.replyTo === undefined)
      jobContext.clock.add("queue", Math.max(0, pickedUpAtMs - packet.sentAtMs));
    return context.with(trace.setSpan(parent, span), async () => {
      try {
        const response = await this.handle(packet.pattern, request.data, jobContext);
        await this.reply(request, run, { response }, jobContext);
        return undefined;
      } catch (error) {
        markFailed(span, error);
        this.logFailure(jobId, error);
        const isFinal = isLast || error instanceof UnrecoverableError;
        if (isFinal) await this.reply(request, run, { error: describe(error) }, jobContext);
        return { request, error, isFinal };
      } finally {
        span.end(wallClockMs());
      }
    });
  }

  /** Once for each failure; from within a run, so that the line leads to its trace. */
  private logFailure(jobId: string, error: unknown): void {
    if (error instanceof Error) this.logged.add(error);
    this.logger.warn(`Job ${jobId} failed: ${describe(error).message}`);
  }

  private async handle(
    pattern: string,
    data: unknown,
    jobContext: BullMqContext,
  ): Promise<unknown> {
    const [name, spec] = this.jobOf(pattern);
    const parsed = spec.payload.safeParse(data);
    // A payload that does not fit the contract never will: another attempt would fail, too.
    if (!parsed.success)
      throw new UnrecoverableError(`The job does not fit its contract: ${parsed.error.message}`);
    // Nest's own lookup first tries to read the pattern as JSON, and throws and catches for each message.
    const handler = this.messageHandlers.get(name);
    if (handler === undefined) throw new Error(`"${name}" has lost its handler.`);
    return new Promise((resolve, reject) => {
      this.runWithProcessingHooks(jobContext, async (runEndHook) => {
        try {
          const result = (await handler(parsed.data, jobContext)) as Observable<unknown>;
          resolve(await lastValueFrom(this.transformToObservable(result), { defaultValue: null }));
        } catch (error) {
          reject(error);
        } finally {
          runEndHook();
        }
      });
    });
  }

  private jobOf(pattern: string): [name: string, spec: JobSpec] {
    const { catalogue } = this.options;
    const job = Object.entries(catalogue).find(
      ([name, { formerName }]) => name === pattern || formerName === pattern,
    );
    // Another version of the gateway may know jobs that this worker does not: it is for another worker to try.
    if (job === undefined) throw new Error(`This worker has no handler for "${pattern}".`);
    return job;
  }

  /** The result is stored before this: a reply that cannot be sent is recovered by the one that waits for it. */
  private async reply(
    { id }: RequestPacket,
    { packet, pickedUpAtMs }: JobRun,
    outcome: Outcome,
    { clock }: BullMqContext,
  ): Promise<void> {
    const { outbox } = this;
    const channel = packet.replyTo;
    if (channel === undefined || outbox === undefined) return;
    try {
      await inStage("publish", {}, () =>
        outbox.reply({ channel, id, pickedUpAtMs, clock, outcome }),
      );
    } catch (error) {
      this.logger.warn(
        `A reply could not be sent, its caller will look it up: ${describe(error).message}`,
      );
    }
  }
}

/** One run of a job, as all of its requests see it. */
interface JobRun extends Run {
  readonly packet: JobPacket;
  /** From 1; runs whose worker died do not count. */
  readonly attempt: number;
  readonly isLast: boolean;
  readonly pickedUpAtMs: number;
}

/** A request that failed; `isFinal`: its caller has the error, and it is not tried again. */
interface Failure {
  readonly request: RequestPacket;
  readonly error: unknown;
  readonly isFinal: boolean;
}

/** Nest replaces errors that it does not know by "Internal server error"; retries are decided by their class. */
@Catch()
export class TypedErrorsFilter implements Pick<BaseRpcExceptionFilter, "catch"> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

const describe = (error: unknown): { name: string; message: string } =>
  error instanceof Error
    ? { name: error.name, message: error.message.slice(0, MAX_ERROR_LETTERS) }
    : { name: "unknown", message: String(error) };
