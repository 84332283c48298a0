import { movedAt } from "#contracts";
import {
  type Database,
  MovedDomainsRepository,
  OverrideRepository,
  type MovedDomain,
} from "#storage";
import { inTraceOf, recordStage, StageClock, wallClockMs } from "#telemetry";
import { BullMqClient } from "#transport";
import { randomUUID } from "node:crypto";

import type { ValueNames } from "./value-names.js";

/** Domains of one claim at the most. */
const MAX_CLAIMED = 500;

/** Values again what has moved, in the trace of what moved it, each domain at most once a second. */
export class RevalueMoved {
  constructor(
    private readonly database: Database,
    private readonly moved: MovedDomainsRepository,
    private readonly overrides: OverrideRepository,
    private readonly valueNames: ValueNames,
    private readonly client: BullMqClient,
    private readonly useEnsemble: boolean,
  ) {}

  /**
   * Serves every mark that is due, and queues the next run for when the next mark is due.
   * @throws StorageUnavailableError, TransportUnavailableError; what was not served stays marked
   */
  async run(): Promise<void> {
    await this.overrides.expire();
    let claimed: MovedDomain[];
    do {
      claimed = await this.moved.claim(await this.database.now(), MAX_CLAIMED);
      await this.value(claimed);
    } while (claimed.length === MAX_CLAIMED);
    const nextDue = await this.moved.nextDue();
    if (nextDue !== undefined)
      await this.enqueue(Math.max(0, nextDue.getTime() - (await this.database.now()).getTime()));
  }

  /** Has a worker look for marks after a while. The queue counts by this process's clock. @throws TransportUnavailableError */
  async enqueue(delayMs: number): Promise<void> {
    await this.client.enqueue("value-moved", [{ payload: movedAt(Date.now() + delayMs) }]);
  }

  private async value(claimed: readonly MovedDomain[]): Promise<void> {
    const byCause = new Map<string | null, MovedDomain[]>();
    for (const one of claimed) {
      const ofCause = byCause.get(one.traceparent);
      if (ofCause === undefined) byCause.set(one.traceparent, [one]);
      else ofCause.push(one);
    }
    // Started together they share their round trips; one that fails keeps its marks, and no other from its values.
    const outcomes = await Promise.allSettled(
      [...byCause].map(([cause, domains]) =>
        inTraceOf(cause ?? undefined, () => this.valueTogether(domains)),
      ),
    );
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  private async valueTogether(domains: readonly MovedDomain[]): Promise<void> {
    const clock = new StageClock(wallClockMs());
    try {
      await this.valueNames.run(
        {
          lane: "bulk",
          batchId: randomUUID(),
          chunk: 0,
          ensemble: this.useEnsemble,
          createdAt: (await this.database.now()).toISOString(),
          items: domains.map(({ domain }, idx) => ({ idx, domain })),
          refused: [],
          movedSeqs: new Map(domains.map(({ domain, movedSeq }) => [domain, movedSeq])),
        },
        clock,
      );
    } finally {
      for (const [stage, durationMs] of Object.entries(clock.stages))
        recordStage(stage, durationMs, { ensemble: this.useEnsemble, lane: "bulk" });
    }
  }
}
