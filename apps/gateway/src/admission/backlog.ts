import { TransportUnavailableError } from "#transport";
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from "@nestjs/common";

import { overloaded } from "./overloaded.js";

/** Chunks that may wait for workers: a million names. */
const MAX_CHUNKS = 2_000;
const LOOK_MS = 1_000;
const MAX_RETRY_S = 60;

/**
 * What waits in the bulk lane, so that it cannot grow without bounds. The queue is asked once a second and not with
 * each batch; what is being taken, and was since, is added: one gateway never goes beyond the limit, and several only
 * by what they take within a second.
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

  /** Takes so many chunks by storing them. An empty backlog takes any batch. @throws ProblemError `overloaded` */
  async take<T>(chunks: number, store: () => Promise<T>): Promise<T> {
    const ahead = this.waiting + this.beingTaken + this.takenSince;
    if (ahead > 0 && ahead + chunks > MAX_CHUNKS) {
      const surplusS = (ahead + chunks - MAX_CHUNKS) / Math.max(1, this.perSecond);
      throw overloaded(
        `${ahead} chunks of earlier batches wait for workers.`,
        Math.min(MAX_RETRY_S, Math.max(1, Math.ceil(surplusS))),
      );
    }
    this.beingTaken += chunks;
    try {
      return await store();
    } finally {
      this.beingTaken -= chunks;
      // Whether it was stored or not: the next look knows.
      this.takenSince += chunks;
    }
  }

  /** Asks the queue. While it is away what was taken is counted on: nothing of it is being done. */
  async look(): Promise<void> {
    const taken = this.takenSince;
    try {
      const waiting = await this.readWaiting();
      this.perSecond = Math.max(0, this.waiting + taken - waiting);
      this.waiting = waiting;
      this.takenSince -= taken;
    } catch (error) {
      // `/readyz` tells of it.
      if (!(error instanceof TransportUnavailableError)) throw error;
    }
  }
}
