import { Injectable, type OnModuleInit } from "@nestjs/common";
import { metrics } from "@opentelemetry/api";

import type { AdmissionQueue, AdmissionSnapshot } from "./admission-queue.js";

/** Exports the admission queue on `/metrics`, read at each scrape. */
@Injectable()
export class AdmissionMetrics implements OnModuleInit {
  constructor(private readonly queue: AdmissionQueue) {}

  onModuleInit(): void {
    this.gauge(
      "in_flight_requests",
      "Valuation requests in flight at workers.",
      (now) => now.inFlight,
    );
    this.gauge("queued_requests", "Valuation requests waiting for admission.", (now) => now.queued);
    this.gauge(
      "estimated_wait_seconds",
      "Estimated time of a new request for one name; absent before it is known.",
      ({ estimatedWaitMs }) => estimatedWaitMs && estimatedWaitMs / 1_000,
    );
    metrics
      .getMeter("assay")
      .createObservableCounter("assay_admission_rejected", {
        description: "Valuation requests rejected because they would have waited too long.",
      })
      .addCallback((counter) => counter.observe(this.queue.snapshot().rejected));
  }

  private gauge(
    name: string,
    description: string,
    read: (snapshot: AdmissionSnapshot) => number | undefined,
  ): void {
    metrics
      .getMeter("assay")
      .createObservableGauge(`assay_admission_${name}`, { description })
      .addCallback((gauge) => {
        const value = read(this.queue.snapshot());
        if (value !== undefined) gauge.observe(value);
      });
  }
}
