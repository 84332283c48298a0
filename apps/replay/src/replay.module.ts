import { findKey, KeyLimits } from "#keys";
import { type AppConfig } from "#config";
import {
  Database,
  KeyUsageRepository,
  ManifestRepository,
  ReplayRepository,
  StorageModule,
  StreamReader,
} from "#storage";
import { OperationsModule } from "#runtime";
import { Logger, Module, type DynamicModule } from "@nestjs/common";

import { StreamDocsController } from "./docs/stream-docs.controller.js";
import type { StreamKeys } from "./session/admission.js";
import { StreamHub } from "./session/hub.js";
import { STREAM_DEFAULTS } from "./session/shared.js";
import { StreamGateway } from "./session/stream.gateway.js";
import { StreamService } from "./session/stream.service.js";

/** Wires the replay app: it reads the log and manifests through storage, and sends frames on sockets. */
@Module({})
export class ReplayModule {
  static forRoot(config: AppConfig): DynamicModule {
    const logger = new Logger("Stream");
    const keysOf = (usage: KeyUsageRepository, database: Database): StreamKeys => {
      const limits = new KeyLimits(
        (wanted) => usage.lease(wanted),
        (error) =>
          logger.warn(
            `The shared limits of API keys are unavailable, so each process applies them by itself: ${error.message}`,
          ),
      );
      return {
        find: (shown) => findKey(config.apiKeys, shown),
        count: async (key) =>
          (await limits.take(key, (await database.now()).getTime())).findLast(
            ({ isAllowed }) => !isAllowed,
          ),
      };
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
          inject: [
            StreamReader,
            ManifestRepository,
            ReplayRepository,
            KeyUsageRepository,
            Database,
          ],
          useFactory: (
            log: StreamReader,
            manifests: ManifestRepository,
            replays: ReplayRepository,
            usage: KeyUsageRepository,
            database: Database,
          ) =>
            new StreamHub(
              { log, manifests, replays },
              {
                ...STREAM_DEFAULTS,
                ...(config.apiKeys.length === 0 ? {} : { keys: keysOf(usage, database) }),
                onError: (error) => logger.error("The stream met an unhandled error.", error),
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
