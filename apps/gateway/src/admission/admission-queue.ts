import { FairQueue, type Queued } from "./fair-queue.js";
import { overloaded, retryAfterS } from "./overloaded.js";
import { RequestTurns } from "./request-turns.js";
import { ServiceRate } from "./service-rate.js";

/** Minimum requests in flight, whatever their size: with fewer, workers would idle. */
const MIN_IN_FLIGHT = 16;
/** Minimum work in flight, whatever is measured: with less, small requests could not share jobs. */
const MIN_WORK_IN_FLIGHT = 40;
/** Above the minimum, workers get as much as they finish in this time; the rest waits here, where keys take turns. */
const IN_FLIGHT_MS = 200;
/** Work of each name, where the fixed part of a request is 1. */
const WORK_PER_NAME = 1 / 15;
/** Work per key and round: a few small requests. */
const QUANTUM = 4;
const SWEEP_MS = 50;

/** Why a request is rejected. */
export const TOO_LONG = "Too many valuation requests are waiting.";

/** A request for admission. */
export interface Admittance {
  /** Keys take turns. */
  readonly key: string;
  readonly names: number;
  /** The caller's own limit, in milliseconds. */
  readonly maxWaitMs: number;
  /** Whether the caller has disconnected. */
  readonly isGone?: () => boolean;
}

interface Waiting extends Queued {
  readonly admittance: Admittance;
  readonly sinceMs: number;
  readonly maxWaitMs: number;
  readonly admit: () => void;
  readonly reject: (error: Error) => void;
}

/** State of the queue, for metrics and the console. */
export interface AdmissionSnapshot {
  readonly inFlight: number;
  readonly queued: number;
  /** Since the process started. */
  readonly admitted: number;
  readonly rejected: number;
  /** For a new request of one name; undefined until the rate is known. */
  readonly estimatedWaitMs: number | undefined;
  /** Requests of one name that finish per second under saturation. */
  readonly perSecond: number | undefined;
}

/**
 * Admits requests by time. They wait in a queue in front of the workers, and one is rejected only when it would take
 * longer than the limit until it is done: all work before it, divided by the rate at which work finishes (Little's
 * law). The rate is measured. If the estimate was too low, a request is rejected once it has waited for its limit.
 * While there is room in flight no request is rejected, so that an outdated rate corrects itself.
 */
export class AdmissionQueue {
  /** Requests that are not read yet. */
  readonly turns = new RequestTurns();
  private readonly rate = new ServiceRate();
  private readonly queue = new FairQueue<Waiting>(QUANTUM);
  private inFlight = 0;
  private workInFlight = 0;
  private admitted = 0;
  private rejected = 0;
  private sweeper: NodeJS.Timeout | undefined;

  /** @param maxWaitMs the limit of every request's wait */
  constructor(
    private readonly maxWaitMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Checks a request before its body is read, without admitting it.
   * @returns undefined if it may continue; else the `Retry-After` of its rejection, in seconds
   */
  reject({ key, names, maxWaitMs }: Admittance): number | undefined {
    if (this.hasRoomForAll) return undefined;
    const excessMs = this.estimateMs(key, workOf(names)) - this.limitOf(maxWaitMs);
    return excessMs > 0 ? this.countRejection(excessMs) : undefined;
  }

  /**
   * Waits until a request is admitted.
   * @returns a function to call when the request is done
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
      queued: this.queue.length + this.turns.length,
      admitted: this.admitted,
      rejected: this.rejected,
      estimatedWaitMs: this.hasRoomForAll
        ? 0
        : perMs && (this.workInFlight + this.queue.work + this.turns.work + workOf(1)) / perMs,
      perSecond: perMs && (perMs * 1_000) / workOf(1),
    };
  }

  /** Whether the workers have room for one more. */
  private get hasRoom(): boolean {
    return this.isRoomFor(this.inFlight, this.workInFlight);
  }

  /** The same, once all requests that are not read yet are in flight. */
  private get hasRoomForAll(): boolean {
    const { turns } = this;
    return this.isRoomFor(this.inFlight + turns.length, this.workInFlight + turns.work);
  }

  private isRoomFor(requests: number, work: number): boolean {
    if (requests < MIN_IN_FLIGHT) return true;
    const perMs = this.rate.perMs(this.now()) ?? 0;
    return work < Math.max(MIN_WORK_IN_FLIGHT, perMs * IN_FLIGHT_MS);
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
    const perMs = this.rate.optimisticPerMs(this.now());
    if (perMs === undefined) return 0;
    const ahead = this.turns.workAhead(key) + this.queue.workAhead(key, work);
    // A request is read one turn after it arrives, and so is its reply.
    return (this.workInFlight + ahead + work) / perMs + 2 * this.turns.unseenMs;
  }

  private countRejection(excessMs: number): number {
    this.rejected += 1;
    return retryAfterS(excessMs);
  }

  private start(work: number): void {
    this.inFlight += 1;
    this.workInFlight += work;
    this.admitted += 1;
    if (!this.hasRoomForAll) this.rate.saturate(this.now());
  }

  private finish(work: number): void {
    this.inFlight -= 1;
    this.workInFlight -= work;
    this.rate.finish(work, this.now());
    this.admitNext();
    if (this.hasRoomForAll && this.queue.length === 0) this.rate.relax();
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

  /** Rejects requests that have waited too long during a standstill. */
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
