import { TransportUnavailableError } from "#transport";
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from "@nestjs/common";

import { overloaded } from "./overloaded.js";

/** Maximum waiting chunks: a million names. */
const MAX_CHUNKS = 2_000;
const LOOK_MS = 1_000;
const MAX_RETRY_S = 60;

/**
 * Bounds the bulk lane. The length of the queue is read once a second and not with
 * each batch; chunks taken since are added. So one gateway never exceeds the limit, and several exceed it only
 * by what they accept within a second.
 */
@Injectable()
export class Backlog implements OnApplicationBootstrap, OnApplicationShutdown {
  private waiting = 0;
  private beingTaken = 0;
  private takenSince = 0;
  /** Chunks done in the last second. */
  private perSecond = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param readWaiting chunks that wait in the queue */
  constructor(private readonly readWaiting: () => Promise<number>) {}

  onApplicationBootstrap(): void {
    const lookAgain = async (): Promise<void> => {
      await this.look();
      this.timer?.refresh();
    };
    this.timer = setTimeout(() => void lookAgain(), LOOK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Accepts chunks and stores them. An empty backlog accepts any batch. @throws ProblemError `overloaded` */
  async take<T>(chunks: number, store: () => Promise<T>): Promise<T> {
    const ahead = this.waiting + this.beingTaken + this.takenSince;
    if (ahead > 0 && ahead + chunks > MAX_CHUNKS) {
      const surplusS = (ahead + chunks - MAX_CHUNKS) / Math.max(1, this.perSecond);
      throw overloaded(
        `${ahead} chunks of earlier batches are waiting for workers.`,
        Math.min(MAX_RETRY_S, Math.max(1, Math.ceil(surplusS))),
      );
    }
    this.beingTaken += chunks;
    try {
      return await store();
    } finally {
      this.beingTaken -= chunks;
      // Stored or not: the next read of the queue counts it.
      this.takenSince += chunks;
    }
  }

  /** Reads the queue's length. While the queue is unavailable, accepted chunks keep counting: none of them is done. */
  async look(): Promise<void> {
    const taken = this.takenSince;
    try {
      const waiting = await this.readWaiting();
      this.perSecond = Math.max(0, this.waiting + taken - waiting);
      this.waiting = waiting;
      this.takenSince -= taken;
    } catch (error) {
      // `/readyz` reports it.
      if (!(error instanceof TransportUnavailableError)) throw error;
    }
  }
}
