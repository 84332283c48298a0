import type { AppConfig } from "#config";
import {
  BatchRepository,
  ChunkStagesRepository,
  Database,
  StorageModule,
  ValuationRepository,
} from "#storage";
import { OperationsModule } from "#telemetry";
import { BullMqClient } from "#transport";
import { Module, type DynamicModule } from "@nestjs/common";

import { BatchesController } from "./batches/batches.controller.js";
import { StoredResults } from "./batches/stored-results.js";
import { SubmitBatch } from "./batches/submit-batch.js";
import { DocsController } from "./docs/docs.controller.js";
import { EventsController } from "./events/events.controller.js";
import { CapturesController } from "./streams/captures.controller.js";
import { ManifestsController } from "./streams/manifests.controller.js";
import { ReplaysController } from "./streams/replays.controller.js";
import { LatencyController } from "./latency/latency.controller.js";
import { KEPT_REQUESTS, LatencyWindow } from "./latency/latency-window.js";
import { QueueMetrics } from "./queue-metrics.service.js";
import { TransportModule } from "./transport.module.js";
import { ValuationsController } from "./valuations/valuations.controller.js";

/** Wires the gateway: REST in, jobs out by the client, stored things read through storage. */
@Module({})
export class GatewayModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        StorageModule.forRoot(config.databaseUrl),
        TransportModule.forRoot(config.transport),
        OperationsModule.forRoot({
          inject: [Database, BullMqClient],
          useFactory: (database: Database, client: BullMqClient) => ({
            database: () => database.ping(),
            queue: () => client.ping(),
          }),
        }),
      ],
      controllers: [
        BatchesController,
        ValuationsController,
        EventsController,
        ManifestsController,
        CapturesController,
        ReplaysController,
        LatencyController,
        DocsController,
      ],
      providers: [
        { provide: LatencyWindow, useFactory: () => new LatencyWindow(KEPT_REQUESTS, Date.now()) },
        {
          provide: QueueMetrics,
          inject: [BullMqClient],
          useFactory: (client: BullMqClient) => new QueueMetrics(client),
        },
        {
          provide: StoredResults,
          inject: [BatchRepository, ValuationRepository, ChunkStagesRepository],
          useFactory: (
            batches: BatchRepository,
            valuations: ValuationRepository,
            stages: ChunkStagesRepository,
          ) => new StoredResults(batches, valuations, stages),
        },
        {
          provide: SubmitBatch,
          inject: [BullMqClient, BatchRepository, StoredResults],
          useFactory: (client: BullMqClient, batches: BatchRepository, stored: StoredResults) =>
            new SubmitBatch(client, batches, stored, config.useEnsemble),
        },
      ],
    };
  }
}
