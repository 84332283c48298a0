import { LANES } from "#contracts";
import { BullMqClient, TransportUnavailableError } from "#transport";
import { Injectable, type OnModuleInit } from "@nestjs/common";
import { metrics, type ObservableResult } from "@opentelemetry/api";

/**
 * Shows the queue on `/metrics`, read when somebody asks: what workers are scaled by. Each gateway shows the same
 * queue, so that any of them can be asked. While the queue is away there is no figure, which is not the same as 0.
 */
@Injectable()
export class QueueMetrics implements OnModuleInit {
  constructor(private readonly client: BullMqClient) {}

  onModuleInit(): void {
    const meter = metrics.getMeter("assay");
    meter
      .createObservableGauge("assay_queue_waiting_jobs", {
        description: "Jobs of a lane that wait for a worker.",
      })
      .addCallback((gauge) => this.observe(gauge, (lane) => this.client.waitingCount(lane)));
    meter
      .createObservableGauge("assay_queue_oldest_waiting_seconds", {
        description: "How long the oldest job of a lane has waited for a worker.",
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
      // `/readyz` tells of it; a scraper that asks every few seconds would only repeat it.
      if (!(error instanceof TransportUnavailableError)) throw error;
    }
  }
}
