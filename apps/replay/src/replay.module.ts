import type { AppConfig } from "#config";
import { Database, StorageModule } from "#storage";
import { OperationsModule } from "#telemetry";
import { Module, type DynamicModule } from "@nestjs/common";

/** Wires the replay app. */
@Module({})
export class ReplayModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: ReplayModule,
      imports: [
        StorageModule.forRoot(config.databaseUrl),
        OperationsModule.forRoot({
          inject: [Database],
          useFactory: (database: Database) => ({ database: () => database.ping() }),
        }),
      ],
    };
  }
}
