import { movedAt } from "#contracts";
import { BullMqClient, WAKE_CHANNEL } from "#transport";
import { Logger } from "@nestjs/common";

/**
 * Tells of a commit that moved domains: those who follow the log look at once, and a worker values what has moved. What
 * gets lost here is not missed: the log is looked at every second, and the mark of what moved is in its row.
 */
export class MovedAnnouncer {
  private readonly logger = new Logger(MovedAnnouncer.name);

  constructor(private readonly client: BullMqClient) {}

  /** @param valueAtMs when it is to be valued again; more than one moment where it will move by itself */
  announce(...valueAtMs: readonly number[]): void {
    Promise.all([
      this.client.wake(WAKE_CHANNEL, ""),
      this.client.enqueue(
        "value-moved",
        valueAtMs.map((atMs) => ({ payload: movedAt(atMs) })),
      ),
    ]).catch((error: Error) => this.logger.debug(error.message));
  }
}
