import { ConnectionTurns } from "#concurrency";
import { OPERATIONS_PATHS } from "#runtime";
import { context } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import type { IncomingHttpHeaders } from "node:http";

import { FairQueue, type Queued } from "./fair-queue.js";
import { overloaded } from "./overloaded.js";

/** Requests that begin in one turn: enough to share a job, few enough that a turn takes some 20 ms at most. */
const MAX_PER_TURN = 64;
/** Requests that may wait: of the body of each, up to 64 KiB are in memory. */
const MAX_WAITING = 2_000;
const RETRY_AFTER_S = 1;
/** Work of a request that is not read yet: its fixed part. */
const WORK = 1;
/** Requests of a key in a row. */
const QUANTUM = 1;

interface Waiting extends Queued {
  readonly begin: () => void;
}

/**
 * Begins requests in turns of the event loop, few at a time, and none in turns that belong to new connections. Node would
 * begin all that have arrived: new callers would wait for their connection for seconds, and nobody would know how many
 * requests wait. Here they are counted. Keys take turns.
 */
export class RequestTurns {
  readonly connections = new ConnectionTurns();
  private readonly waiting = new FairQueue<Waiting>(QUANTUM);
  private begun = 0;
  private isScheduled = false;
  private turnFromMs: number | undefined;
  private turnMs = 0;

  /** @param now milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Requests that wait for their turn. */
  get length(): number {
    return this.waiting.length;
  }

  /** Work of all of them. */
  get work(): number {
    return this.waiting.work;
  }

  /** How long a request waits in its socket until it is seen, in milliseconds: as long as a turn takes. */
  get unseenMs(): number {
    return this.turnMs;
  }

  /** Work that is begun before a new request of this key. */
  workAhead(key: string): number {
    return this.waiting.workAhead(key, WORK);
  }

  /**
   * Begins a request now, or in the next turn that is free.
   * @param keyOf called only if the request has to wait
   * @throws ProblemError `overloaded`
   */
  take(keyOf: () => string, begin: () => void): void {
    if (this.waiting.length >= MAX_WAITING)
      throw overloaded(`${this.waiting.length} requests are waiting.`, RETRY_AFTER_S);
    this.schedule();
    if (this.waiting.length > 0 || this.begun >= MAX_PER_TURN) {
      this.waiting.push({ key: keyOf(), work: WORK, begin: context.bind(context.active(), begin) });
      return;
    }
    this.begun += 1;
    begin();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.turn());
  }

  private turn(): void {
    this.isScheduled = false;
    this.begun = 0;
    const isForConnections = this.connections.next();
    if (this.waiting.length === 0) {
      this.turnFromMs = undefined;
      this.turnMs = 0;
      return;
    }
    this.schedule();
    if (isForConnections) return;
    const nowMs = this.now();
    this.turnMs = nowMs - (this.turnFromMs ?? nowMs);
    this.turnFromMs = nowMs;
    for (; this.begun < MAX_PER_TURN; this.begun += 1) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      next.begin();
    }
  }
}

/** Gives each request its turn, except for health and metrics. @param keyOf the name of a request's key, or "" */
export const addTurnsHook = (
  fastify: FastifyInstance,
  turns: RequestTurns,
  keyOf: (headers: IncomingHttpHeaders) => string,
): void => {
  fastify.server.on("connection", () => turns.connections.count());
  fastify.addHook("onRequest", (request, _reply, done) => {
    if (OPERATIONS_PATHS.has(request.routeOptions.url ?? "")) done();
    else turns.take(() => keyOf(request.headers), done);
  });
};
