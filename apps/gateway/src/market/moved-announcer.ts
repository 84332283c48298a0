import { movedJob, PATTERNS, type Messages } from "#contracts";
import { BullMqClient, JobRecord, WAKE_CHANNEL } from "#transport";
import { Logger } from "@nestjs/common";

/**
 * Tells of a commit that moved domains: those who follow the log look at once, and a worker values what has moved. What
 * gets lost here is not missed: the log is looked at every second, and the mark of what moved is in its row.
 */
export class MovedAnnouncer {
  private readonly logger = new Logger(MovedAnnouncer.name);

  constructor(private readonly client: BullMqClient) {}

  /** @param valueAtMs when it is to be valued again; more than one moment where it will move by itself */
  announce(headSeq: number, ...valueAtMs: readonly number[]): void {
    const nowMs = Date.now();
    const records = valueAtMs.map(
      (atMs) => new JobRecord({}, { lane: "bulk", ...movedJob(atMs, nowMs) }),
    );
    Promise.all([
      this.client.wake(WAKE_CHANNEL, String(headSeq)),
      this.client.emitAll<Messages[typeof PATTERNS.valueMoved]["request"]>(
        PATTERNS.valueMoved,
        records,
      ),
    ]).catch((error: Error) => this.logger.debug(error.message));
  }
}
