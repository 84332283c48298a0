import {
  type Database,
  BatchRepository,
  MovedDomainsRepository,
  StorageUnavailableError,
} from "#storage";
import { BullMqClient, TransportUnavailableError } from "#transport";
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from "@nestjs/common";

import type { RevalueMoved } from "./revalue-moved.js";

/** How often a worker looks for lost chunks, and how long a chunk may wait before it counts as lost. */
const INTERVAL_MS = 5_000;
const LOST_AFTER_MS = 15_000;
const LIMIT = 1_000;

/**
 * Hands chunks to the queue again that are stored and not done: the queue may have lost them, or their last attempt
 * may have failed while the database was unavailable. A chunk that is still queued is not doubled, because its job has the
 * chunk's own id; so every worker may do this, by a timer of its own: what the queue has lost it cannot schedule. It
 * also has domains valued that moved and were forgotten.
 */
@Injectable()
export class RequeueService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RequeueService.name);
  private timer: NodeJS.Timeout | undefined;
  private pass: Promise<void> = Promise.resolve();
  private isUnavailable = false;

  constructor(
    private readonly database: Database,
    private readonly batches: BatchRepository,
    private readonly moved: MovedDomainsRepository,
    private readonly revalueMoved: RevalueMoved,
    private readonly client: BullMqClient,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.pass = this.pass.then(() => this.run());
    }, INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.pass;
  }

  private async run(): Promise<void> {
    try {
      const open = await this.batches.findOpenChunks(LOST_AFTER_MS, LIMIT);
      await this.client.enqueue(
        "value-chunk",
        open.map(({ batchId, chunk, traceparent }) => ({
          payload: { batch_id: batchId, chunk },
          traceparent: traceparent ?? undefined,
        })),
      );
      if (await this.moved.isOverdue(await this.database.now())) await this.revalueMoved.enqueue(0);
      this.isUnavailable = false;
    } catch (error) {
      // The next pass tries again; an outage is logged once.
      const isUnavailable =
        error instanceof StorageUnavailableError || error instanceof TransportUnavailableError;
      if (!isUnavailable)
        this.logger.error("A pass over open chunks failed; the next one tries again.", error);
      else if (!this.isUnavailable) this.logger.warn(error.message);
      this.isUnavailable = isUnavailable;
    }
  }
}
