import { MAX_HEADER_BYTES } from "#contracts";
import { loadServerConfig, type AppConfig } from "#config";
import {
  addSecurityHeaders,
  AppLogger,
  foreignCallerCheck,
  guardConnections,
  rejectForeignCallers,
  listenOptions,
  serverOptions,
} from "#runtime";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";

import { ReplayModule } from "./replay.module.js";
import { StreamHub } from "./session/hub.js";
import { StreamAdapter } from "./session/stream-adapter.js";
import { StreamGateway } from "./session/stream.gateway.js";

/** Nothing is posted to this app. */
const MAX_BODY_BYTES = 1_024;

/** More than the stream's own limit, which answers with a close code. */
const MAX_CONNECTIONS = 5_000;

/** Starts the replay app. */
export const bootstrap = async (
  config: AppConfig = loadServerConfig(),
): Promise<{ app: NestFastifyApplication; logger: AppLogger }> => {
  const logger = new AppLogger("replay", config.logLevel, process.stdout.isTTY);
  const adapter = new FastifyAdapter({
    ...serverOptions(MAX_HEADER_BYTES),
    bodyLimit: MAX_BODY_BYTES,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ReplayModule.forRoot(config),
    adapter,
    {
      logger,
    },
  );
  guardConnections(adapter.getInstance(), { maxConnections: MAX_CONNECTIONS, hasUpgrades: true });
  addSecurityHeaders(adapter.getInstance());
  const checkCaller = foreignCallerCheck({ ...config, hasKeys: config.apiKeys.length > 0 });
  rejectForeignCallers(adapter.getInstance(), checkCaller);
  const gateway = app.get(StreamGateway);
  app.useWebSocketAdapter(
    new StreamAdapter(app, (client) => gateway.sessionOf(client), checkCaller),
  );
  const { connections } = app.get(StreamHub).shared.turns;
  adapter.getInstance().server.on("connection", () => connections.count());
  await app.listen(listenOptions(config.replayPort, config.host));
  return { app, logger };
};
