import { loadAppConfig, type AppConfig } from "#config";
import { AppLogger } from "#telemetry";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";

import { ReplayModule } from "./replay.module.js";

/** Starts the replay app. */
export const bootstrap = async (
  config: AppConfig = loadAppConfig(),
): Promise<{ app: NestFastifyApplication; logger: AppLogger }> => {
  const logger = new AppLogger("replay", config.logLevel, process.stdout.isTTY);
  const app = await NestFactory.create<NestFastifyApplication>(
    ReplayModule.forRoot(config),
    new FastifyAdapter(),
    {
      logger,
    },
  );
  await app.listen(config.replayPort, config.host);
  return { app, logger };
};
