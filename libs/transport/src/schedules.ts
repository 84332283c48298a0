import { inStage } from "#telemetry";
import { Logger } from "@nestjs/common";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import type { Job, Queue, Worker } from "bullmq";

import { closeWithin } from "./close-within.js";
import type { QueueProducer } from "./queue/queue-port.js";
import { technologyOf, type TransportBackend } from "./technology.js";

/** What runs again and again, however many processes there are: one run a tick. */
export interface Schedule {
  readonly name: string;
  readonly everyMs: number;
  /** A failure is logged once; the next tick runs again. */
  readonly run: () => Promise<void>;
}

export interface SchedulerOptions {
  readonly backend: TransportBackend;
  readonly schedules: readonly Schedule[];
  /** How long `close` lets a run finish, in milliseconds. */
  readonly drainMs: number;
}

/** A queue of its own: no run takes a place in a lane where somebody waits. */
const QUEUE = "loops";
/** How often schedules are registered again, for the queue may have lost them; one that it knows stays as it is. */
const RENEW_MS = 15_000;

/**
 * Runs schedules as BullMQ's job schedulers. The queue hands out one job at a time, to whichever process is free: a
 * run is never beside itself, nor beside another. The next job of a schedule is there only once the one before has
 * begun, so that ticks that were missed, or that passed while a run was slow, become one run and not many.
 */
export class Scheduler {
  private readonly logger = new Logger(Scheduler.name);
  /** The last failure of each schedule since it last succeeded. */
  private readonly logged = new Map<string, string>();
  private producer: QueueProducer | undefined;
  private worker: Worker | undefined;
  private renewal: NodeJS.Timeout | undefined;

  constructor(private readonly options: SchedulerOptions) {}

  /** @throws when the queue is unavailable; one that answers slowly is given the schedules at the next renewal */
  async start(): Promise<void> {
    const { backend } = this.options;
    const port = technologyOf(backend).queue;
    this.producer = await port.openProducer((error) => this.logger.debug(error.message));
    const queue = this.producer.queue(QUEUE);
    await queue.waitUntilReady();
    const renew = (): Promise<void> =>
      this.renew(queue).catch((error: Error) =>
        this.logger.warn(`The loops could not be scheduled; tried again soon: ${error.message}`),
      );
    await renew();
    this.renewal = setInterval(() => void renew(), RENEW_MS);

    this.worker = port.openWorker(QUEUE, (job) => this.process(job), 1);
    this.worker.on("error", (error) => this.logger.debug(error.message));
    await this.worker.waitUntilReady();
    this.worker
      .run()
      .catch((error: unknown) => this.logger.error("The loops have stopped.", error));
  }

  /** Waits for the run in hand, within the drain time. */
  async close(): Promise<void> {
    clearInterval(this.renewal);
    if (this.worker !== undefined) await closeWithin(this.worker, this.options.drainMs);
    await this.producer?.close();
  }

  private async renew(queue: Queue): Promise<void> {
    await queue.setGlobalConcurrency(1);
    const nextByName = new Map(
      (await queue.getJobSchedulers()).map(({ key, next }) => [key, next]),
    );
    // What an earlier version ran and this one does not know would fail at each of its ticks.
    const known = new Set(this.options.schedules.map(({ name }) => name));
    for (const key of nextByName.keys()) if (!known.has(key)) await queue.removeJobScheduler(key);
    for (const { name, everyMs } of this.options.schedules) {
      // The next tick is set by a process's clock. One that is far ahead was set by a clock that was.
      const inMs = (nextByName.get(name) ?? 0) - Date.now();
      if (inMs > everyMs + RENEW_MS) await queue.removeJobScheduler(name);
      await queue.upsertJobScheduler(name, { every: everyMs }, { name });
    }
  }

  private async process({ name }: Job): Promise<void> {
    const schedule = this.options.schedules.find((each) => each.name === name);
    if (schedule === undefined) throw new Error(`There is no loop "${name}".`);
    try {
      // A run has no cause but the time: it is a trace of its own.
      await context.with(ROOT_CONTEXT, () => inStage(`loop ${name}`, {}, schedule.run));
      this.logged.delete(name);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (this.logged.get(name) !== text)
        this.logger.warn(`The loop "${name}" failed; its next tick tries again: ${text}`);
      this.logged.set(name, text);
      throw error;
    }
  }
}
