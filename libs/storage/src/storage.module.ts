import { CONNECTION_LIMITS } from "#postgres";
import { Module, type DynamicModule } from "@nestjs/common";
import { TypeOrmModule } from "@nestjs/typeorm";
import { DataSource } from "typeorm";

import { BatchRepository } from "./batches/batch.repository.js";
import { CaptureRepository } from "./streams/capture.repository.js";
import { ChunkStagesRepository } from "./batches/chunk-stages.repository.js";
import { dataSourceOptions, openPool } from "./db/data-source.js";
import { Database } from "./db/database.js";
import { DecayingDomainsReader } from "./valuations/decaying-domains.reader.js";
import { DisputeRepository } from "./decisions/dispute.repository.js";
import { EventLogRepository } from "./log/event-log.repository.js";
import { FundHistoryRepository } from "./funds/fund-history.repository.js";
import { FundRepository } from "./funds/fund.repository.js";
import { KeyUsageRepository } from "./keys/key-usage.repository.js";
import { ManifestRepository } from "./streams/manifest.repository.js";
import { MovedDomainsRepository } from "./valuations/moved-domains.repository.js";
import { NamesReader } from "./valuations/names.reader.js";
import { OverrideRepository } from "./decisions/override.repository.js";
import { ReplayRepository } from "./streams/replay.repository.js";
import { StreamReader } from "./log/stream.reader.js";
import { ValuationRepository } from "./valuations/valuation.repository.js";

const repositories = [
  {
    provide: BatchRepository,
    inject: [Database],
    useFactory: (database: Database) => new BatchRepository(database),
  },
  {
    provide: ValuationRepository,
    inject: [Database],
    useFactory: (database: Database) => new ValuationRepository(database),
  },
  {
    provide: EventLogRepository,
    inject: [Database],
    useFactory: (database: Database) => new EventLogRepository(database),
  },
  {
    provide: ChunkStagesRepository,
    inject: [Database],
    useFactory: (database: Database) => new ChunkStagesRepository(database),
  },
  {
    provide: DecayingDomainsReader,
    inject: [Database],
    useFactory: (database: Database) => new DecayingDomainsReader(database),
  },
  {
    provide: NamesReader,
    inject: [Database],
    useFactory: (database: Database) => new NamesReader(database),
  },
  {
    provide: FundRepository,
    inject: [Database],
    useFactory: (database: Database) => new FundRepository(database),
  },
  {
    provide: FundHistoryRepository,
    inject: [Database],
    useFactory: (database: Database) => new FundHistoryRepository(database),
  },
  {
    provide: KeyUsageRepository,
    inject: [Database],
    useFactory: (database: Database) => new KeyUsageRepository(database),
  },
  {
    provide: DisputeRepository,
    inject: [Database],
    useFactory: (database: Database) => new DisputeRepository(database),
  },
  {
    provide: MovedDomainsRepository,
    inject: [Database],
    useFactory: (database: Database) => new MovedDomainsRepository(database),
  },
  {
    provide: OverrideRepository,
    inject: [Database],
    useFactory: (database: Database) => new OverrideRepository(database),
  },
  {
    provide: StreamReader,
    inject: [Database],
    useFactory: (database: Database) => new StreamReader(database),
  },
  {
    provide: ManifestRepository,
    inject: [Database],
    useFactory: (database: Database) => new ManifestRepository(database),
  },
  {
    provide: CaptureRepository,
    inject: [Database, StreamReader, ManifestRepository],
    useFactory: (database: Database, reader: StreamReader, manifests: ManifestRepository) =>
      new CaptureRepository(database, reader, manifests),
  },
  {
    provide: ReplayRepository,
    inject: [Database],
    useFactory: (database: Database) => new ReplayRepository(database),
  },
];

/** The database for an app. TypeORM closes the pool in `onApplicationShutdown`, after everything that uses it. */
@Module({})
export class StorageModule {
  static forRoot(databaseUrl: string): DynamicModule {
    const pool = openPool(databaseUrl, CONNECTION_LIMITS);
    const providers = [
      {
        provide: Database,
        inject: [DataSource],
        useFactory: (source: DataSource) => new Database(pool, source),
      },
      ...repositories,
    ];
    return {
      module: StorageModule,
      global: true,
      imports: [TypeOrmModule.forRoot(dataSourceOptions(pool))],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
