import { FairQueue, type Queued } from "./fair-queue.js";
import { overloaded, retryAfterS } from "./overloaded.js";
import { ServiceRate } from "./service-rate.js";

/** Requests that the workers have at once, whatever their size: fewer would leave workers without anything to do. */
const MIN_IN_FLIGHT = 16;
/** Work that they have at once, whatever is measured: less would not let small requests share jobs. */
const MIN_WORK_IN_FLIGHT = 40;
/** Beyond that they have as much as they finish in this time; the rest waits here, where keys take turns. */
const IN_FLIGHT_MS = 200;
/** The work of a request is that of its fixed part plus this for each name. */
const WORK_PER_NAME = 1 / 15;
/** Work of a key in a round: a few small requests. */
const QUANTUM = 4;
const SWEEP_MS = 50;

/** Why a request is rejected. */
export const TOO_LONG = "Too many requests wait for values.";

/** A request that asks to be admitted. */
export interface Admittance {
  /** Keys take turns. */
  readonly key: string;
  readonly names: number;
  /** The caller's own limit, in milliseconds. */
  readonly maxWaitMs: number;
  /** Whether nobody waits for the answer any more. */
  readonly isGone?: () => boolean;
}

interface Waiting extends Queued {
  readonly admittance: Admittance;
  readonly sinceMs: number;
  readonly maxWaitMs: number;
  readonly admit: () => void;
  readonly reject: (error: Error) => void;
}

/** How much there is to do, for whoever watches. */
export interface AdmissionSnapshot {
  readonly inFlight: number;
  readonly queued: number;
  /** Since the process started. */
  readonly admitted: number;
  readonly rejected: number;
  /** Of a request of one name that comes now; undefined while nothing is known of the rate. */
  readonly estimatedWaitMs: number | undefined;
  /** Requests of one name that finish in a second when there is always more to do. */
  readonly perSecond: number | undefined;
}

/**
 * Admits requests by time. They wait in a queue in front of the workers, and one is rejected only when it would take
 * longer than the limit until it is done: all work before it, divided by the rate at which work finishes (Little's
 * law). The rate is measured; where the estimate was wrong, a request that has waited for the limit is rejected then.
 * While there is room in flight nobody is rejected, so a rate that was measured in bad times corrects itself.
 */
export class AdmissionQueue {
  private readonly rate = new ServiceRate();
  private readonly queue = new FairQueue<Waiting>(QUANTUM);
  private inFlight = 0;
  private workInFlight = 0;
  private admitted = 0;
  private rejected = 0;
  private sweeper: NodeJS.Timeout | undefined;

  /** @param maxWaitMs beyond which nobody waits */
  constructor(
    private readonly maxWaitMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Decides about a request before anything of it is read, without admitting it.
   * @returns undefined when it may go on; else it is rejected, and this is its `Retry-After`, in seconds
   */
  reject({ key, names, maxWaitMs }: Admittance): number | undefined {
    if (this.hasRoom) return undefined;
    const excessMs = this.estimateMs(key, workOf(names)) - this.limitOf(maxWaitMs);
    return excessMs > 0 ? this.countRejection(excessMs) : undefined;
  }

  /**
   * Waits until it is a request's turn.
   * @returns to be called when the request is done
   * @throws ProblemError `overloaded`
   */
  async enter(admittance: Admittance): Promise<() => void> {
    const work = workOf(admittance.names);
    if (this.hasRoom && this.queue.length === 0) this.start(work);
    else await this.wait(admittance, work);
    return () => this.finish(work);
  }

  snapshot(): AdmissionSnapshot {
    const perMs = this.rate.perMs(this.now());
    return {
      inFlight: this.inFlight,
      queued: this.queue.length,
      admitted: this.admitted,
      rejected: this.rejected,
      estimatedWaitMs: this.hasRoom
        ? 0
        : perMs && (this.workInFlight + this.queue.work + workOf(1)) / perMs,
      perSecond: perMs && (perMs * 1_000) / workOf(1),
    };
  }

  /** Whether the workers may have one more. */
  private get hasRoom(): boolean {
    if (this.inFlight < MIN_IN_FLIGHT) return true;
    const perMs = this.rate.perMs(this.now()) ?? 0;
    return this.workInFlight < Math.max(MIN_WORK_IN_FLIGHT, perMs * IN_FLIGHT_MS);
  }

  private wait(admittance: Admittance, work: number): Promise<void> {
    const retryS = this.reject(admittance);
    if (retryS !== undefined) throw tooLong(retryS);
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    const maxWaitMs = this.limitOf(admittance.maxWaitMs);
    return new Promise((admit, reject) =>
      this.queue.push({
        key: admittance.key,
        work,
        admittance,
        sinceMs: this.now(),
        maxWaitMs,
        admit,
        reject,
      }),
    );
  }

  private limitOf(callersMs: number): number {
    return Math.min(this.maxWaitMs, callersMs);
  }

  private estimateMs(key: string, work: number): number {
    const perMs = this.rate.perMs(this.now());
    if (perMs === undefined) return 0;
    return (this.workInFlight + this.queue.workAhead(key, work) + work) / perMs;
  }

  private countRejection(excessMs: number): number {
    this.rejected += 1;
    return retryAfterS(excessMs);
  }

  private start(work: number): void {
    this.inFlight += 1;
    this.workInFlight += work;
    this.admitted += 1;
    if (!this.hasRoom) this.rate.saturate(this.now());
  }

  private finish(work: number): void {
    this.inFlight -= 1;
    this.workInFlight -= work;
    this.rate.finish(work, this.now());
    this.admitNext();
    if (this.hasRoom && this.queue.length === 0) this.rate.relax();
  }

  private admitNext(): void {
    while (this.hasRoom) {
      const next = this.queue.shift();
      if (next === undefined) return;
      if (this.isOver(next)) this.drop(next);
      else {
        this.start(next.work);
        next.admit();
      }
    }
  }

  private isOver({ sinceMs, maxWaitMs, admittance }: Waiting): boolean {
    return this.now() - sinceMs >= maxWaitMs || admittance.isGone?.() === true;
  }

  private drop(waiting: Waiting): void {
    const estimateMs = this.estimateMs(waiting.key, waiting.work);
    waiting.reject(tooLong(this.countRejection(estimateMs - waiting.maxWaitMs)));
  }

  /** Only a standstill leaves requests that have waited for too long to this. */
  private sweep(): void {
    for (const waiting of this.queue.removeWhere((item) => this.isOver(item))) this.drop(waiting);
    this.admitNext();
    if (this.queue.length > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }
}

const tooLong = (retryS: number): Error => overloaded(TOO_LONG, retryS);

const workOf = (names: number): number => 1 + names * WORK_PER_NAME;
