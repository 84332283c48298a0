import { ChunkStagesRepository, type ChunkStages } from "#storage";
import { Injectable, Logger, type BeforeApplicationShutdown } from "@nestjs/common";

/** How long the stages of a chunk may wait for those of others, to be stored together. */
const STORE_AFTER_MS = 100;

/**
 * Stores where the time of chunks went, beside the work instead of within it: several chunks share a round trip that
 * nobody waits for. A worker that dies takes the timings of its last tenth of a second with it, and no value.
 */
@Injectable()
export class ChunkStagesRecorder implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ChunkStagesRecorder.name);
  private waiting: ChunkStages[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private storing: Promise<void> = Promise.resolve();

  constructor(private readonly repository: Pick<ChunkStagesRepository, "store">) {}

  /** Takes the stages of a chunk, in milliseconds; they are stored soon. */
  record(batchId: string, chunk: number, stages: Readonly<Record<string, number>>): void {
    this.waiting.push({ batchId, chunk, stages: { ...stages } });
    if (this.isStopping) this.storeWaiting();
    else this.timer ??= setTimeout(() => this.storeWaiting(), STORE_AFTER_MS);
  }

  /** Stores what waits. The jobs in hand finish after this: theirs are stored at once, before the pool closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.storeWaiting();
    await this.storing;
  }

  private storeWaiting(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const chunks = this.waiting;
    this.waiting = [];
    if (chunks.length === 0) return;
    this.storing = this.storing
      .then(() => this.repository.store(chunks))
      .catch((error: Error) =>
        this.logger.debug(
          `The timings of ${chunks.length} chunks are not stored: ${error.message}`,
        ),
      );
  }
}
