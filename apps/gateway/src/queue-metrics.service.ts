import { LANES } from "#contracts";
import { BullMqClient, TransportUnavailableError } from "#transport";
import { Injectable, type OnModuleInit } from "@nestjs/common";
import { metrics, type ObservableResult } from "@opentelemetry/api";

/**
 * Exports the queue on `/metrics`, read at each scrape, for scaling the workers. Each gateway exports the same
 * queue, so that any of them can be scraped. While the queue is unavailable there is no figure, which differs from 0.
 */
@Injectable()
export class QueueMetrics implements OnModuleInit {
  constructor(private readonly client: BullMqClient) {}

  onModuleInit(): void {
    const meter = metrics.getMeter("assay");
    meter
      .createObservableGauge("assay_queue_waiting_jobs", {
        description: "Jobs of a lane waiting for a worker.",
      })
      .addCallback((gauge) => this.observe(gauge, (lane) => this.client.waitingCount(lane)));
    meter
      .createObservableGauge("assay_queue_oldest_waiting_seconds", {
        description: "Age of the oldest waiting job of a lane.",
        unit: "s",
      })
      .addCallback((gauge) =>
        this.observe(gauge, (lane) => this.client.oldestWaitingSeconds(lane)),
      );
  }

  private async observe(
    gauge: ObservableResult,
    read: (lane: (typeof LANES)[number]) => Promise<number>,
  ): Promise<void> {
    try {
      for (const lane of LANES) gauge.observe(await read(lane), { lane });
    } catch (error) {
      // `/readyz` reports it; a scrape every few seconds would only repeat it.
      if (!(error instanceof TransportUnavailableError)) throw error;
    }
  }
}
