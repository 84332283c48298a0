import { MAX_HEADER_BYTES } from "#contracts";
import { loadServerConfig, type AppConfig } from "#config";
import { addSecurityHeaders, AppLogger } from "#runtime";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";

import { ReplayModule } from "./replay.module.js";
import { StreamAdapter } from "./stream/stream-adapter.js";
import { StreamGateway } from "./stream/stream.gateway.js";

/** Nothing is posted to this app. */
const MOST_BODY_BYTES = 1_024;

/** Starts the replay app. */
export const bootstrap = async (
  config: AppConfig = loadServerConfig(),
): Promise<{ app: NestFastifyApplication; logger: AppLogger }> => {
  const logger = new AppLogger("replay", config.logLevel, process.stdout.isTTY);
  const adapter = new FastifyAdapter({
    requestTimeout: 60_000,
    bodyLimit: MOST_BODY_BYTES,
    http: { maxHeaderSize: MAX_HEADER_BYTES },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ReplayModule.forRoot(config),
    adapter,
    {
      logger,
    },
  );
  addSecurityHeaders(adapter.getInstance());
  const gateway = app.get(StreamGateway);
  app.useWebSocketAdapter(new StreamAdapter(app, (client) => gateway.sessionOf(client)));
  await app.listen(config.replayPort, config.host);
  return { app, logger };
};
