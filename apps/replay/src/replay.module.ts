import { findKey } from "#keys";
import { type AppConfig } from "#config";
import {
  Database,
  ManifestRepository,
  ReplayRepository,
  StorageModule,
  StreamReader,
} from "#storage";
import { OperationsModule } from "#runtime";
import { Logger, Module, type DynamicModule } from "@nestjs/common";

import { StreamDocsController } from "./docs/stream-docs.controller.js";
import { MARKET_DEFAULTS } from "./source/market-source.js";
import { systemClock } from "./stream/clock.js";
import { StreamHub, type JudgeKey } from "./stream/hub.js";
import { StreamGateway } from "./stream/stream.gateway.js";
import { StreamService } from "./stream/stream.service.js";

/** Wires the replay app: the log and manifests are read through storage, frames go out on sockets. */
@Module({})
export class ReplayModule {
  static forRoot(config: AppConfig): DynamicModule {
    const logger = new Logger("Stream");
    const judgeKey: JudgeKey = (shown) => {
      const key = findKey(config.apiKeys, shown);
      if (key === undefined) return "unauthorized";
      return key.scopes.has("read") ? undefined : "forbidden";
    };
    return {
      module: ReplayModule,
      imports: [
        StorageModule.forRoot(config.databaseUrl),
        OperationsModule.forRoot({
          inject: [Database],
          useFactory: (database: Database) => ({ database: () => database.ping() }),
        }),
      ],
      controllers: [StreamDocsController],
      providers: [
        StreamGateway,
        {
          provide: StreamHub,
          inject: [StreamReader, ManifestRepository, ReplayRepository],
          useFactory: (
            log: StreamReader,
            manifests: ManifestRepository,
            replays: ReplayRepository,
          ) =>
            new StreamHub(
              { log, manifests, replays },
              {
                ...MARKET_DEFAULTS,
                clock: systemClock,
                ...(config.apiKeys.length === 0 ? {} : { judgeKey }),
                onError: (error) =>
                  logger.error("The stream failed in a way that nobody foresaw.", error),
              },
            ),
        },
        {
          provide: StreamService,
          inject: [StreamHub],
          useFactory: (hub: StreamHub) => new StreamService(hub, config.transport),
        },
      ],
    };
  }
}
