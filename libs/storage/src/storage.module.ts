import { Module, type DynamicModule } from "@nestjs/common";
import { TypeOrmModule } from "@nestjs/typeorm";
import { DataSource } from "typeorm";

import { BatchRepository } from "./batches/batch.repository.js";
import { CaptureRepository } from "./streams/capture.repository.js";
import { ChunkStagesRepository } from "./batches/chunk-stages.repository.js";
import { dataSourceOptions } from "./db/data-source.js";
import { Database } from "./db/database.js";
import { DecayingDomainsReader } from "./valuations/decaying-domains.reader.js";
import { DisputeRepository } from "./decisions/dispute.repository.js";
import { EventLogRepository } from "./log/event-log.repository.js";
import { FundHistoryRepository } from "./funds/fund-history.repository.js";
import { FundRepository } from "./funds/fund.repository.js";
import { KeyUsageRepository } from "./keys/key-usage.repository.js";
import { ManifestRepository } from "./streams/manifest.repository.js";
import { MarketRepository } from "./market/market.repository.js";
import { MovedDomainsRepository } from "./valuations/moved-domains.repository.js";
import { OverrideRepository } from "./decisions/override.repository.js";
import { ReplayRepository } from "./streams/replay.repository.js";
import { StreamReader } from "./log/stream.reader.js";
import { ValuationRepository } from "./valuations/valuation.repository.js";

const providers = [
  {
    provide: Database,
    inject: [DataSource],
    useFactory: (source: DataSource) => new Database(source),
  },
  {
    provide: BatchRepository,
    inject: [DataSource, Database],
    useFactory: (source: DataSource, database: Database) => new BatchRepository(source, database),
  },
  {
    provide: ValuationRepository,
    inject: [DataSource, Database],
    useFactory: (source: DataSource, database: Database) =>
      new ValuationRepository(source, database),
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
    provide: MarketRepository,
    inject: [DataSource],
    useFactory: (source: DataSource) => new MarketRepository(source),
  },
  {
    provide: DecayingDomainsReader,
    inject: [Database],
    useFactory: (database: Database) => new DecayingDomainsReader(database),
  },
  {
    provide: FundRepository,
    inject: [DataSource, Database],
    useFactory: (source: DataSource, database: Database) => new FundRepository(source, database),
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
    inject: [DataSource, Database],
    useFactory: (source: DataSource, database: Database) => new DisputeRepository(source, database),
  },
  {
    provide: MovedDomainsRepository,
    inject: [Database],
    useFactory: (database: Database) => new MovedDomainsRepository(database),
  },
  {
    provide: OverrideRepository,
    inject: [DataSource, Database],
    useFactory: (source: DataSource, database: Database) =>
      new OverrideRepository(source, database),
  },
  {
    provide: StreamReader,
    inject: [Database],
    useFactory: (database: Database) => new StreamReader(database),
  },
  {
    provide: ManifestRepository,
    inject: [DataSource, Database],
    useFactory: (source: DataSource, database: Database) =>
      new ManifestRepository(source, database),
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
    return {
      module: StorageModule,
      global: true,
      imports: [TypeOrmModule.forRoot(dataSourceOptions(databaseUrl))],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
