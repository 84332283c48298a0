import type { AppConfig } from "#config";
import { JOBS } from "#contracts";
import {
  BatchRepository,
  ChunkStagesRepository,
  Database,
  DecayingDomainsReader,
  FundHistoryRepository,
  FundRepository,
  holdCurrencies,
  MarketRepository,
  MovedDomainsRepository,
  OverrideRepository,
  StorageModule,
  StreamReader,
  ValuationRepository,
} from "#storage";
import { OperationsModule } from "#runtime";
import { BullMqClient, BullMqServer, Scheduler, WAKE_CHANNEL } from "#transport";
import { checkBaselines, riskPolicy } from "#valuation";
import { Logger, Module, type DynamicModule } from "@nestjs/common";

import { ChunkStagesRecorder } from "./jobs/chunk-stages.recorder.js";
import { buildSchedules } from "./loops/build-schedules.js";
import { LoopsService } from "./loops/loops.service.js";
import { RequeueService } from "./jobs/requeue.service.js";
import { RevalueMoved } from "./jobs/revalue-moved.js";
import { ValuationHandler } from "./jobs/valuation.handler.js";
import { ValueNames } from "./jobs/value-names.js";
import { buildEnsemble } from "./ensemble/build-ensemble.js";
import { Valuer } from "./jobs/valuer.js";

/** How long a run of a loop may take to finish at shutdown: less than the grace period. */
const DRAIN_MS = 10_000;

/** Wires the worker: jobs come in by `server`, values go out through storage. */
@Module({})
export class WorkerModule {
  static forRoot(config: AppConfig, server: BullMqServer): DynamicModule {
    const logger = new Logger("Wake");
    const wake = (): void => {
      server.wake(WAKE_CHANNEL).catch((error: Error) => logger.debug(error.message));
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
            const { baseCurrency: base, suffixCurrencies: bySuffix, baselines } = config;
            const currencies = { base, bySuffix, baselines };
            checkBaselines(currencies);
            await holdCurrencies(database, currencies);
            return new Valuer(currencies, await buildEnsemble(config, database, currencies));
          },
        },
        { provide: BullMqClient, useFactory: () => new BullMqClient(config.transport, JOBS) },
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
          inject: [Database, MovedDomainsRepository, OverrideRepository, ValueNames, BullMqClient],
          useFactory: (
            database: Database,
            moved: MovedDomainsRepository,
            overrides: OverrideRepository,
            valueNames: ValueNames,
            client: BullMqClient,
          ) => new RevalueMoved(database, moved, overrides, valueNames, client, config.useEnsemble),
        },
        {
          provide: RequeueService,
          inject: [Database, BatchRepository, MovedDomainsRepository, RevalueMoved, BullMqClient],
          useFactory: (
            database: Database,
            batches: BatchRepository,
            moved: MovedDomainsRepository,
            revalueMoved: RevalueMoved,
            client: BullMqClient,
          ) => new RequeueService(database, batches, moved, revalueMoved, client),
        },
        {
          provide: LoopsService,
          inject: [
            Database,
            FundRepository,
            FundHistoryRepository,
            DecayingDomainsReader,
            BatchRepository,
            BullMqClient,
            StreamReader,
            RevalueMoved,
          ],
          useFactory: (
            database: Database,
            funds: FundRepository,
            fundHistory: FundHistoryRepository,
            decaying: DecayingDomainsReader,
            batches: BatchRepository,
            client: BullMqClient,
            stream: StreamReader,
            revalueMoved: RevalueMoved,
          ) => {
            const parts = {
              database,
              funds,
              fundHistory,
              market: new MarketRepository(database, riskPolicy(config.flaggedTradeWeight)),
              decaying,
              batches,
              client,
              stream,
              revalueMoved,
            };
            const schedules = buildSchedules(config, parts, wake);
            return new LoopsService(
              new Scheduler({ backend: config.transport, schedules, drainMs: DRAIN_MS }),
            );
          },
        },
      ],
    };
  }
}
