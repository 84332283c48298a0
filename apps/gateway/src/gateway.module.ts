import { KeyLimits } from "#keys";
import type { AppConfig } from "#config";
import {
  BatchRepository,
  ChunkStagesRepository,
  Database,
  FundRepository,
  holdCurrencies,
  KeyUsageRepository,
  MarketRepository,
  StorageModule,
  ValuationRepository,
} from "#storage";
import { OperationsModule } from "#runtime";
import { BullMqClient } from "#transport";
import { checkBaselines, riskPolicy, type Currencies } from "#valuation";
import { Logger, Module, type DynamicModule } from "@nestjs/common";

import { BatchesController } from "./batches/batches.controller.js";
import { StoredResults } from "./batches/stored-results.js";
import { SubmitBatch } from "./batches/submit-batch.js";
import { CONSOLE_CONFIG } from "./console/console-settings.js";
import { ConsoleController } from "./console/console.controller.js";
import { DecisionsController, MIN_QUORUM } from "./decisions/decisions.controller.js";
import { DocsController, INSTANCE } from "./docs/docs.controller.js";
import { EventsController } from "./events/events.controller.js";
import { FundDesk } from "./funds/fund-desk.js";
import { FundsController } from "./funds/funds.controller.js";
import { CapturesController } from "./streams/captures.controller.js";
import { ManifestsController } from "./streams/manifests.controller.js";
import { ReplaysController } from "./streams/replays.controller.js";
import { LatencyController } from "./latency/latency.controller.js";
import { CURRENCIES } from "./market/currencies.js";
import { IngestMarket } from "./market/ingest-market.js";
import { MarketController } from "./market/market.controller.js";
import { MovedAnnouncer } from "./market/moved-announcer.js";
import { KEPT_REQUESTS, LatencyWindow } from "./latency/latency-window.js";
import { SlowestWindow } from "./latency/slowest-window.js";
import { Backlog } from "./admission/backlog.js";
import { AdmissionMetrics } from "./admission/admission-metrics.js";
import { AdmissionQueue } from "./admission/admission-queue.js";
import { QueueMetrics } from "./queue-metrics.service.js";
import { readinessOf } from "./system/readiness-of.js";
import { SystemController } from "./system/system.controller.js";
import { SystemState } from "./system/system-state.js";
import { TransportModule } from "./transport.module.js";
import { NamesController } from "./valuations/names.controller.js";
import { ValuationsController } from "./valuations/valuations.controller.js";

/** Wires the gateway: REST in, jobs out through the client, reads through storage. */
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
        NamesController,
        DecisionsController,
        MarketController,
        EventsController,
        FundsController,
        ManifestsController,
        CapturesController,
        ReplaysController,
        LatencyController,
        SystemController,
        ConsoleController,
        DocsController,
      ],
      providers: [
        { provide: CONSOLE_CONFIG, useValue: config },
        { provide: SlowestWindow, useFactory: () => new SlowestWindow() },
        {
          provide: SystemState,
          inject: [Database, BullMqClient, AdmissionQueue],
          useFactory: (database: Database, client: BullMqClient, admission: AdmissionQueue) =>
            new SystemState(
              {
                database: () => database.ping(),
                queue: () => client.ping(),
                ...Object.fromEntries(
                  [...config.readyUrls].map(([name, address]) => [name, readinessOf(address)]),
                ),
              },
              client,
              () => admission.snapshot(),
            ),
        },
        { provide: LatencyWindow, useFactory: () => new LatencyWindow(KEPT_REQUESTS, Date.now()) },
        {
          provide: CURRENCIES,
          inject: [Database],
          useFactory: async (database: Database): Promise<Currencies> => {
            const { baseCurrency: base, suffixCurrencies: bySuffix, baselines } = config;
            const currencies = { base, bySuffix, baselines };
            checkBaselines(currencies);
            await holdCurrencies(database, currencies);
            return currencies;
          },
        },
        {
          provide: INSTANCE,
          useValue: { hasKeys: config.apiKeys.length > 0, minQuorum: config.disputeMinQuorum },
        },
        { provide: MIN_QUORUM, useValue: config.disputeMinQuorum },
        {
          provide: MovedAnnouncer,
          inject: [BullMqClient],
          useFactory: (client: BullMqClient) => new MovedAnnouncer(client),
        },
        {
          provide: IngestMarket,
          inject: [Database, MovedAnnouncer, CURRENCIES],
          useFactory: (database: Database, announcer: MovedAnnouncer, currencies: Currencies) => {
            const market = new MarketRepository(database, riskPolicy(config.flaggedTradeWeight));
            return new IngestMarket(market, announcer, currencies, () => database.now());
          },
        },
        {
          provide: KeyLimits,
          inject: [KeyUsageRepository],
          useFactory: (usage: KeyUsageRepository) => {
            const logger = new Logger(KeyLimits.name);
            return new KeyLimits(
              (wanted) => usage.lease(wanted),
              (error) =>
                logger.warn(
                  `The shared limits of API keys are unavailable, so each gateway applies them by itself: ${error.message}`,
                ),
            );
          },
        },
        {
          provide: QueueMetrics,
          inject: [BullMqClient],
          useFactory: (client: BullMqClient) => new QueueMetrics(client),
        },
        {
          provide: AdmissionQueue,
          useFactory: () => new AdmissionQueue(config.admissionMaxWaitMs),
        },
        {
          provide: AdmissionMetrics,
          inject: [AdmissionQueue],
          useFactory: (queue: AdmissionQueue) => new AdmissionMetrics(queue),
        },
        {
          provide: Backlog,
          inject: [BullMqClient],
          useFactory: (client: BullMqClient) => new Backlog(() => client.waitingCount("bulk")),
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
          inject: [Database, BullMqClient, BatchRepository, StoredResults, Backlog, AdmissionQueue],
          useFactory: (
            database: Database,
            client: BullMqClient,
            batches: BatchRepository,
            stored: StoredResults,
            backlog: Backlog,
            queue: AdmissionQueue,
          ) =>
            new SubmitBatch(client, batches, stored, { queue, backlog }, config.useEnsemble, () =>
              database.now(),
            ),
        },
        {
          provide: FundDesk,
          inject: [FundRepository, MovedAnnouncer],
          useFactory: (funds: FundRepository, announcer: MovedAnnouncer) =>
            new FundDesk(funds, () => announcer.announce()),
        },
      ],
    };
  }
}
