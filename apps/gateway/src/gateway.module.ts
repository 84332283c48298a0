import type { AppConfig } from "#config";
import {
  BatchRepository,
  ChunkStagesRepository,
  Database,
  FundRepository,
  StorageModule,
  ValuationRepository,
} from "#storage";
import { OperationsModule } from "#telemetry";
import { BullMqClient, WAKE_CHANNEL } from "#transport";
import { Logger, Module, type DynamicModule } from "@nestjs/common";

import { BatchesController } from "./batches/batches.controller.js";
import { StoredResults } from "./batches/stored-results.js";
import { SubmitBatch } from "./batches/submit-batch.js";
import { DocsController } from "./docs/docs.controller.js";
import { EventsController } from "./events/events.controller.js";
import { FundDesk } from "./funds/fund-desk.js";
import { FundsController } from "./funds/funds.controller.js";
import { CapturesController } from "./streams/captures.controller.js";
import { ManifestsController } from "./streams/manifests.controller.js";
import { ReplaysController } from "./streams/replays.controller.js";
import { LatencyController } from "./latency/latency.controller.js";
import { KEPT_REQUESTS, LatencyWindow } from "./latency/latency-window.js";
import { TransportModule } from "./transport.module.js";
import { ValuationsController } from "./valuations/valuations.controller.js";

/** Wires the gateway: REST in, jobs out by the client, stored things read through storage. */
@Module({})
export class GatewayModule {
  static forRoot(config: AppConfig): DynamicModule {
    const logger = new Logger("Wake");
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
        FundsController,
        ManifestsController,
        CapturesController,
        ReplaysController,
        LatencyController,
        DocsController,
      ],
      providers: [
        { provide: LatencyWindow, useFactory: () => new LatencyWindow(KEPT_REQUESTS, Date.now()) },
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
        {
          provide: FundDesk,
          inject: [FundRepository, BullMqClient],
          useFactory: (funds: FundRepository, client: BullMqClient) =>
            new FundDesk(funds, (headSeq) => {
              client
                .wake(WAKE_CHANNEL, String(headSeq))
                .catch((error: Error) => logger.debug(error.message));
            }),
        },
      ],
    };
  }
}
