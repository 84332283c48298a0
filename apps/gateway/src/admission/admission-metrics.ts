import { Injectable, type OnModuleInit } from "@nestjs/common";
import { metrics } from "@opentelemetry/api";

import type { AdmissionQueue, AdmissionSnapshot } from "./admission-queue.js";

/** Shows on `/metrics` what waits for admission, read when somebody asks. */
@Injectable()
export class AdmissionMetrics implements OnModuleInit {
  constructor(private readonly queue: AdmissionQueue) {}

  onModuleInit(): void {
    this.gauge(
      "in_flight_requests",
      "Requests for values that workers have.",
      (now) => now.inFlight,
    );
    this.gauge(
      "queued_requests",
      "Requests for values that wait for admission.",
      (now) => now.queued,
    );
    this.gauge(
      "estimated_wait_seconds",
      "How long a request for one name would take that comes now; nothing before it is known.",
      ({ estimatedWaitMs }) => estimatedWaitMs && estimatedWaitMs / 1_000,
    );
    metrics
      .getMeter("assay")
      .createObservableCounter("assay_admission_rejected", {
        description:
          "Requests for values that were rejected because they would have waited too long.",
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
