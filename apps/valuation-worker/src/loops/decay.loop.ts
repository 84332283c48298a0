import type { BatchRepository, DecayingDomainsReader } from "#storage";
import { activeTraceparent } from "#telemetry";
import type { BullMqClient } from "#transport";
import { randomUUID } from "node:crypto";

/** Domains per run: several runs cover all domains, and no run is long. */
const LOOKED_AT = 5_000;

/**
 * Values again what the market has stopped talking of: such a value is an anchor that decays towards the baseline,
 * and one that was stored an hour ago says what it was then. They go as one batch down the bulk lane, and only while
 * nothing else waits there.
 */
export class DecayLoop {
  private afterDomain = "";

  constructor(
    private readonly decaying: DecayingDomainsReader,
    private readonly batches: BatchRepository,
    private readonly client: BullMqClient,
    private readonly ensemble: boolean,
    private readonly decayIntervalMs: number,
    private readonly now: () => Promise<Date>,
  ) {}

  readonly run = async (): Promise<void> => {
    if ((await this.client.waitingCount("bulk")) > 0) return;
    const now = await this.now();
    const { domains, lastDomain } = await this.decaying.behind(
      this.afterDomain,
      new Date(now.getTime() - this.decayIntervalMs),
      LOOKED_AT,
    );
    this.afterDomain = lastDomain ?? "";
    if (domains.length === 0) return;
    const batchId = randomUUID();
    await this.batches.store({
      batchId,
      ensemble: this.ensemble,
      createdAt: now.toISOString(),
      traceparent: activeTraceparent(),
      chunks: [domains.map((domain, idx) => ({ idx, domain }))],
      refused: [],
    });
    await this.client.enqueue("value-chunk", [{ payload: { batch_id: batchId, chunk: 0 } }]);
  };
}
