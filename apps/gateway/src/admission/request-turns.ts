import { OPERATIONS_PATHS } from "#runtime";
import { context } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import type { IncomingHttpHeaders } from "node:http";

import { FairQueue, type Queued } from "./fair-queue.js";
import { overloaded } from "./overloaded.js";

/** Requests that begin in one turn: enough to share a job, few enough that a turn takes some 20 ms at most. */
const MAX_PER_TURN = 64;
/** Turns in a row in which connections are taken and no request begins. Such a turn takes a fraction of a millisecond. */
const MAX_CONNECTION_TURNS = 256;
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
 * Begins requests in turns of the event loop, few at a time. In a turn of its own Node handles everything that has
 * arrived, but takes a single connection (libuv since 1.45): where hundreds of requests arrive together, new callers
 * would wait for their connection for seconds, and nobody would know how many requests wait. So they wait here, where
 * they are counted, and connections have priority. Keys take turns.
 */
export class RequestTurns {
  private readonly waiting = new FairQueue<Waiting>(QUANTUM);
  private begun = 0;
  private isScheduled = false;
  private connections = 0;
  private connectionTurns = 0;
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

  /** A connection was taken in this turn: more may be waiting. */
  countConnection(): void {
    this.connections += 1;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.turn());
  }

  private turn(): void {
    this.isScheduled = false;
    this.begun = 0;
    const isForConnections = this.connections > 0 && this.connectionTurns < MAX_CONNECTION_TURNS;
    this.connections = 0;
    if (this.waiting.length === 0) {
      this.connectionTurns = 0;
      this.turnFromMs = undefined;
      this.turnMs = 0;
      return;
    }
    this.schedule();
    if (isForConnections) {
      this.connectionTurns += 1;
      return;
    }
    this.connectionTurns = 0;
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
  fastify.server.on("connection", () => turns.countConnection());
  fastify.addHook("onRequest", (request, _reply, done) => {
    if (OPERATIONS_PATHS.has(request.routeOptions.url ?? "")) done();
    else turns.take(() => keyOf(request.headers), done);
  });
};
