import type { AppConfig } from "#config";
import {
  BatchRepository,
  ChunkStagesRepository,
  Database,
  MarketRepository,
  MovedDomainsRepository,
  OverrideRepository,
  StorageModule,
  ValuationRepository,
} from "#storage";
import { OperationsModule } from "#telemetry";
import { BullMqClient, BullMqServer, WAKE_CHANNEL } from "#transport";
import { Logger, Module, type DynamicModule } from "@nestjs/common";

import { ChunkStagesRecorder } from "./chunk-stages.recorder.js";
import { RequeueService } from "./requeue.service.js";
import { RevalueMoved } from "./revalue-moved.js";
import { ValuationHandler } from "./valuation.handler.js";
import { ValueNames } from "./value-names.js";
import { buildEnsemble } from "./ensemble/build-ensemble.js";
import { Valuer } from "./valuer.js";

/** Wires the worker: jobs come in by `server`, values go out through storage. */
@Module({})
export class WorkerModule {
  static forRoot(config: AppConfig, server: BullMqServer): DynamicModule {
    const logger = new Logger("Wake");
    const wake = (headSeq: number): void => {
      server
        .wake(WAKE_CHANNEL, String(headSeq))
        .catch((error: Error) => logger.debug(error.message));
    };
    return {
      module: WorkerModule,
      imports: [
        StorageModule.forRoot(config.databaseUrl),
        OperationsModule.forRoot({
          inject: [Database],
          useFactory: (database: Database) => ({
            database: () => database.ping(),
            queue: () => server.ping(),
          }),
        }),
      ],
      controllers: [ValuationHandler],
      providers: [
        {
          provide: Valuer,
          inject: [Database],
          useFactory: async (database: Database) => {
            const currencies = { base: config.baseCurrency, bySuffix: config.suffixCurrencies };
            return new Valuer(currencies, await buildEnsemble(config, database, currencies));
          },
        },
        { provide: BullMqClient, useFactory: () => new BullMqClient(config.transport) },
        {
          provide: ValueNames,
          inject: [Database, ValuationRepository, Valuer],
          useFactory: (database: Database, valuations: ValuationRepository, valuer: Valuer) =>
            new ValueNames(database, valuations, valuer, wake),
        },
        {
          provide: ChunkStagesRecorder,
          inject: [ChunkStagesRepository],
          useFactory: (stages: ChunkStagesRepository) => new ChunkStagesRecorder(stages),
        },
        {
          provide: RevalueMoved,
          inject: [MovedDomainsRepository, OverrideRepository, ValueNames, BullMqClient],
          useFactory: (
            moved: MovedDomainsRepository,
            overrides: OverrideRepository,
            valueNames: ValueNames,
            client: BullMqClient,
          ) => new RevalueMoved(moved, overrides, valueNames, client, config.useEnsemble),
        },
        {
          provide: RequeueService,
          inject: [
            BatchRepository,
            MarketRepository,
            MovedDomainsRepository,
            RevalueMoved,
            BullMqClient,
          ],
          useFactory: (
            batches: BatchRepository,
            market: MarketRepository,
            moved: MovedDomainsRepository,
            revalueMoved: RevalueMoved,
            client: BullMqClient,
          ) => new RequeueService(batches, market, moved, revalueMoved, client),
        },
      ],
    };
  }
}
