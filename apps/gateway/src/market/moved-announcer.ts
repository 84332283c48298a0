import { movedAt } from "#contracts";
import { BullMqClient, WAKE_CHANNEL } from "#transport";
import { Logger } from "@nestjs/common";

/**
 * Announces a commit that moved domains: subscribers of the log wake up, and a worker revalues the domains. If the
 * announcement is lost, nothing is missed: the log is read every second, and moved domains are marked in their rows.
 */
export class MovedAnnouncer {
  private readonly logger = new Logger(MovedAnnouncer.name);

  constructor(private readonly client: BullMqClient) {}

  /** @param valueAtMs when to revalue; several times if the value will also move by itself */
  announce(...valueAtMs: readonly number[]): void {
    Promise.all([
      this.client.wake(WAKE_CHANNEL),
      this.client.enqueue(
        "value-moved",
        valueAtMs.map((atMs) => ({ payload: movedAt(atMs) })),
      ),
    ]).catch((error: Error) => this.logger.debug(error.message));
  }
}
